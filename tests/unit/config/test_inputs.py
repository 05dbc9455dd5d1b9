"""What lies outside a config is looked at before any job runs."""

import json
from pathlib import Path

import pytest

from tests.unit.config.edits import OWN_MODELS, changed, study
from zpoints.config import inputs
from zpoints.errors import StudyError


def from_folder(tiny, schema, folder, **dataset):
    """The tiny study with images of a folder."""
    tiny["dataset"].update(source="folder", path=str(folder), count=None, **dataset)
    return study(tiny, schema)


def test_painted_faces_have_no_source_to_look_at(tiny, schema, tmp_path):
    inputs.check_source(study(tiny, schema), tmp_path / "images.json")


def test_a_folder_is_checked_until_its_images_are_stored(tiny, schema, tmp_path):
    manifest = tmp_path / "images.json"
    given = from_folder(tiny, schema, tmp_path / "nowhere")
    with pytest.raises(
        StudyError, match=r"dataset\.path is .*nowhere.*no such file or folder; set it"
    ):
        inputs.check_source(given, manifest)
    stored = {"origin": {"dataset": given.decisive("dataset")}, "counts": {"stored": 96}}
    manifest.write_text(json.dumps(stored))
    inputs.check_source(given, manifest)
    # What changes no image needs no other store.
    inputs.check_source(from_folder(tiny, schema, tmp_path / "nowhere", workers=1), manifest)
    # Other settings need the folder again.
    with pytest.raises(StudyError, match="no such file or folder"):
        inputs.check_source(
            from_folder(tiny, schema, tmp_path / "nowhere", crop=[0, 0, 1, 0.5]), manifest
        )


@pytest.mark.parametrize(
    "stored", ["", "[]", "{}", '{"origin": null}', '{"origin": {"dataset": 1}}']
)
def test_a_damaged_manifest_is_no_store(tiny, schema, tmp_path, stored):
    (tmp_path / "images.json").write_text(stored)
    given = from_folder(tiny, schema, tmp_path / "nowhere")
    with pytest.raises(StudyError, match="no such file or folder"):
        inputs.check_source(given, tmp_path / "images.json")


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "holds no image file .*; set it to where"),
        (49, "holds 49 images, too few for .*; lower"),
    ],
)
def test_a_folder_with_too_few_images_stops_before_any_job(tiny, schema, tmp_path, count, sentence):
    for number in range(count):
        (tmp_path / f"{number}.JPG").touch()
    (tmp_path / "notes.txt").touch()
    given = from_folder(tiny, schema, tmp_path)
    with pytest.raises(StudyError, match=sentence):
        inputs.check_source(given, tmp_path / "images.json")


@pytest.mark.parametrize(
    ("key", "value", "needs"),
    [
        ("dataset.count", 51, 51),
        ("correlations.vectors", 60, 60),
        ("correlations.pairs_figure.image", 50, 51),
    ],
)
def test_the_setting_that_needs_more_images_is_named(tiny, schema, tmp_path, key, value, needs):
    for number in range(50):
        (tmp_path / f"{number}.png").touch()
    tiny["dataset"].update(source="folder", path=str(tmp_path), count=None)
    given = study(changed(tiny, key, value), schema)
    with pytest.raises(StudyError, match=f"50 images, too few for {key}, which needs {needs}"):
        inputs.check_source(given, tmp_path / "images.json")


def test_an_image_that_no_number_chooses_needs_no_more_images(tiny, schema, tmp_path):
    for number in range(50):
        (tmp_path / f"{number}.png").touch()
    given = from_folder(changed(tiny, "correlations.pairs_figure.image", None), schema, tmp_path)
    inputs.check_source(given, tmp_path / "images.json")


def test_a_folder_with_enough_images_passes(tiny, schema, tmp_path):
    (tmp_path / "below").mkdir()
    for number in range(50):
        (tmp_path / "below" / f"{number}.png").touch()
    inputs.check_source(from_folder(tiny, schema, tmp_path), tmp_path / "images.json")


@pytest.mark.parametrize("attributes", [None, "none"])
def test_attributes_that_are_no_file_are_named(tiny, schema, tmp_path, attributes):
    for number in range(50):
        (tmp_path / f"{number}.png").touch()
    given = from_folder(tiny, schema, tmp_path, attributes=attributes)
    inputs.check_source(given, tmp_path / "images.json")
    given = from_folder(tiny, schema, tmp_path, attributes=str(tmp_path / "list.csv"))
    with pytest.raises(StudyError, match=r"dataset\.attributes is .*list.csv.* no such file; set"):
        inputs.check_source(given, tmp_path / "images.json")


def test_a_model_that_is_not_there_is_named(tiny, schema, tmp_path):
    paths = {part: str(tmp_path / path.replace("/", "_")) for part, path in OWN_MODELS.items()}
    tiny["cases"]["mine"] = paths
    for part, path in paths.items():
        with pytest.raises(StudyError, match=rf"cases\.mine\.{part} is .*no such file; set it"):
            inputs.check_models(study(tiny, schema))
        Path(path).touch()
    inputs.check_models(study(tiny, schema))


def test_weights_beside_models_are_found(tmp_path):
    case = {part: str(tmp_path / f"{part}.onnx") for part in ("encoder", "decoder")}
    assert inputs.weights_beside(case) == []
    (tmp_path / "decoder.onnx.data").touch()
    assert inputs.weights_beside(case) == [str(tmp_path / "decoder.onnx.data")]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A working folder with a folder of images and sources of other kinds."""
    monkeypatch.chdir(tmp_path)
    for folder, names in {
        "faces": [f"{number}.png" for number in range(50)],
        "phone": ["1.heic", "2.HEIC", "notes.txt"],
        "packed": ["all.zip"],
        "parts": ["one.zip", "two.zip"],
        "notes": ["notes.txt"],
    }.items():
        (tmp_path / "data" / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / "data" / folder / name).touch()
    for name in ("faces.zip", "faces.tar.gz", "faces.npy"):
        (tmp_path / "data" / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("source", "path", "sentence"),
    [
        ("folder", "data/fases", "no such file or folder; did you mean 'data/faces'?"),
        ("folder", "dota/faces", "no such file or folder; did you mean 'data'?"),
        ("folder", "quite/different", "set it to where the images are; it is looked for below"),
        ("folder", "~/quite/different", "write it out, as in /"),
        ("folder", "$HOME/quite/different", "write it out, as in /"),
        ("folder", "data/faces/0.png", "one image; set it to the folder of all, such as data/fac"),
        ("folder", "data/faces.zip", "an archive; set dataset.source to 'zip'"),
        ("folder", "data/faces.tar.gz", "packed; unpack it"),
        ("zip", "data/faces.tar.gz", "packed; unpack it"),
        ("zip", "data/faces.npy", "an array; set dataset.source to 'array'"),
        ("zip", "data/faces", "a folder; set dataset.source to 'folder'"),
        ("array", "data/faces", "a folder of images; set dataset.source to 'folder'"),
        ("folder", "data/phone", "no image file but 2 .heic files; convert them to one of .jpg"),
        ("folder", "data/packed", "but 1 .zip file; set the path to that file, and dataset.source"),
        ("folder", "data/parts", "but 2 .zip files; unpack them"),
        ("folder", "data/notes", "holds no image file (.jpg"),
    ],
)
def test_a_path_that_leads_elsewhere_says_what_was_meant(
    tiny, schema, place, source, path, sentence
):
    tiny["dataset"].update(source=source, path=path, count=None)
    with pytest.raises(StudyError) as caught:
        inputs.check_inputs(study(tiny, schema))
    text = str(caught.value)
    assert text.startswith("config: dataset.path ")
    assert path in text
    assert sentence in text


def test_all_that_is_read_is_counted(tiny, schema, place):
    assert inputs.check_inputs(study(tiny, schema)) is None
    given = from_folder(tiny, schema, "data/faces")
    assert inputs.check_inputs(given) == 50
    tiny["cases"]["mine"] = OWN_MODELS
    with pytest.raises(StudyError, match=r"cases\.mine\.encoder"):
        inputs.check_inputs(study(tiny, schema))
