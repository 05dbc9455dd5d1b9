"""What lies outside a config is looked at before any job runs."""

import json
from pathlib import Path

import pytest

from tests.unit.config.edits import OWN_MODELS, changed, study
from zpoints.config import inputs
from zpoints.errors import StudyError


def test_a_key_that_stands_twice_is_named(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("study: a\ntraining:\n  epochs: 1\n  epochs: 2\n")
    with pytest.raises(StudyError, match=r"line 4: 'epochs' stands twice .*keep one"):
        inputs.check_file(path)
    path.write_text("a: &x {b: 1}\nc: {<<: *x, b: 2}\nd: [{b: 1}, {b: 2}]\n")
    inputs.check_file(path)
    path.write_text("")
    inputs.check_file(path)


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
