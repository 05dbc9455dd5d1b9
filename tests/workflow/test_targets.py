"""Named targets, single files, the report, and sources other than painted faces."""

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tests.unit.test_rooms import SECTIONS
from tests.workflow.conftest import copy_workflow


def test_one_figure_from_scratch_needs_its_own_steps_alone(fresh):
    planned = fresh.planned("results/tiny/I/correlations/pairs.png")
    assert planned == {
        *(("listing",), ("images_shard", "1-of-1"), ("images",)),
        *(("training", "I"), ("encoding_shard", "I", "1-of-1"), ("encoding", "I")),
        *(("covariance_shard", "I", "1-of-1"), ("covariance", "I"), ("matrix", "I")),
        ("pairs_figure", "I"),
    }


@pytest.mark.parametrize(
    ("target", "expected", "other"),
    [
        ("dataset", ("preview",), "training"),
        ("models", ("history_figure", "I"), "encoding"),
        ("latents", ("encoding", "I"), "covariance"),
        ("cloud", ("distances", "I"), "components"),
        ("distributions", ("radii_figure", "I"), "matrix"),
        ("geometry", ("normality_figure", "I"), "matrix"),
        ("correlations", ("pairs_figure", "I"), "components"),
        ("attributes", ("attribute_correlations_figure", "I"), "components"),
        ("trainings", ("training_distances_figure",), "covariance"),
        ("samplers", ("sheet", "I", "uniform-b1"), "judgement"),
        ("quality", ("poster", "I"), "matrix"),
        ("findings", ("verdicts_page",), "poster"),
        ("study", ("page",), "poster"),
        ("study", ("atlas",), "poster"),
    ],
)
def test_named_target(fresh, target, expected, other):
    planned = fresh.planned(target)
    assert expected in planned
    assert other not in {job[0] for job in planned}


def test_report_is_one_offline_page(finished):
    finished.snakemake(options=["--report", "report.html"])
    page = (finished.folder / "report.html").read_text()
    assert all(json.dumps(section)[1:-1] in page for section in SECTIONS)
    # Left out are the slices and a sheet for each sampler; of a poster there is a small copy.
    figures = list(finished.results.rglob("*.png"))
    left_out = {"images.png", "slices.png", "poster.png"}
    shown = [path for path in figures if path.name not in left_out]
    assert len(shown) == 36
    assert page.count('"data:image/png') == len(shown)
    assert page.count('"data:image/jpeg') == 2
    # The window shows them whole: from the top, and a few that are higher by scrolling.
    assert "align-items: safe center !important" in page
    tall = {path.name for path in shown if Image.open(path).height > 0.7 * Image.open(path).width}
    assert tall <= {"overlap.png", "face_rate.png", "trade_off.png"}
    assert 'class=\\"hero\\"' in page


def write_photographs(folder):
    """60 noise images of odd sizes, some in a folder below, and rubbish."""
    (folder / "more").mkdir(parents=True)
    random = np.random.default_rng(0)
    for k in range(60):
        pixels = random.integers(0, 256, (20 + k % 7, 24, 3), dtype=np.uint8)
        place = folder / "more" if k % 2 else folder
        Image.fromarray(pixels).save(place / f"{k}.{'png' if k % 3 else 'jpg'}")
    (folder / "broken.jpg").write_bytes(b"<html>quota exceeded</html>")
    (folder / "notes.txt").write_text("no image")
    return folder


@pytest.fixture
def photographs(fresh):
    return write_photographs(fresh.folder / "photographs")


def from_folder(study, source, count=None):
    def change(config):
        config["dataset"].update(source=source, path="photographs", channels=1, count=count)
        config["correlations"]["vectors"] = 40

    study.configure(change)


@pytest.fixture(scope="module")
def of_photographs(tmp_path_factory):
    """A study of photographs: its data set, its latents and what two analyses made of them."""
    study = copy_workflow(tmp_path_factory.mktemp("photographs"))
    write_photographs(study.folder / "photographs")
    from_folder(study, "folder")
    targets = ("distributions/components.png", "attributes/attributes.png")
    study.snakemake("dataset", *(f"results/tiny/I/{target}" for target in targets))
    return study


def test_a_folder_of_photographs(of_photographs):
    folder = of_photographs.results / "dataset"
    manifest = json.loads((folder / "images.json").read_text())
    assert manifest["counts"]["stored"] == 60
    assert manifest["counts"]["skipped"] == 1
    assert manifest["arrays"]["images"]["shape"] == [60, 16, 16, 1]
    skipped = pd.read_csv(folder / "skipped.csv")
    assert list(skipped["file"]) == ["broken.jpg", "notes.txt"]
    stored = pd.read_csv(folder / "images.csv")
    assert list(stored["file"][:3]) == ["0.jpg", "2.png", "4.png"]


def test_a_folder_without_attributes(of_photographs):
    folder = of_photographs.results / "I" / "attributes"
    table = pd.read_csv(of_photographs.results / "dataset" / "attributes.csv")
    assert table.shape == (60, 1)
    table = pd.read_csv(folder / "attributes.csv")
    assert table.empty
    assert list(table)[:4] == ["attribute", "kind", "index", "r"]
    with Image.open(folder / "attributes.png") as image:
        assert min(image.size) > 150


def test_a_figure_that_wants_more_vectors_than_there_are(of_photographs):
    of_photographs.configure(lambda config: config["correlations"].update(vectors=61))
    result = of_photographs.snakemake("results/tiny/I/correlations/matrix.npy", check=False)
    of_photographs.configure(lambda config: config["correlations"].update(vectors=40))
    assert result.returncode != 0
    # One of the 61 image files is broken, as is known once they have been read.
    assert "holds 60 images, too few for correlations.vectors, which needs 61" in result.output
    assert "Traceback" not in result.output


def test_a_broken_image_that_was_removed_is_listed_no_more(fresh, photographs):
    broken = photographs / "more" / "broken.png"
    (photographs / "broken.jpg").rename(broken)
    from_folder(fresh, "folder")
    fresh.configure(lambda config: config["dataset"].update(max_skipped=0))
    target = "results/tiny/dataset/images.json"
    # No time of the folder above tells of it.
    times = photographs.stat()
    result = fresh.snakemake(target, check=False)
    assert result.returncode != 0
    assert "more/broken.png: a web page" in result.output
    broken.unlink()
    assert photographs.stat().st_mtime_ns == times.st_mtime_ns
    fresh.snakemake(target)
    assert pd.read_csv(fresh.results / "dataset" / "images.csv").shape[0] == 60


def test_pairs_are_coloured_by_an_attribute_that_there_is(finished):
    figure = finished.results / "I" / "correlations" / "pairs.png"
    target = str(figure.relative_to(finished.folder))
    before = figure.read_bytes()

    def colour(name):
        finished.configure(lambda c: c["correlations"].update(pairs_figure={"colour": name}))

    for name in ("yaw", "glasses=none"):
        colour(name)
        finished.snakemake(target)
        assert figure.read_bytes() != before
    colour("smiel")
    result = finished.snakemake(target, check=False)
    assert result.returncode != 0
    assert "correlations.pairs_figure.colour is 'smiel', which is no attribute" in result.output
    assert "smile, mouth_open, beard=none" in result.output
    assert "Traceback" not in result.output


def test_celeba_uses_its_own_partition(fresh, photographs):
    names = sorted(path.name for path in photographs.rglob("*.[pj][np]g"))
    lines = [f"{name} {k % 3}" for k, name in enumerate(names)]
    (photographs / "list_eval_partition.txt").write_text("\n".join(lines) + "\n")
    from_folder(fresh, "celeba", count=45)
    fresh.snakemake("results/tiny/dataset/images.json")
    table = pd.read_csv(fresh.results / "dataset" / "images.csv")
    assert len(table) == 45
    expected = dict(line.split() for line in lines)
    splits = ("train", "validation", "test")
    for row in table.itertuples():
        assert row.split == splits[int(expected[row.file.split("/")[-1]])]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c["training"].update(epoch=3), "training.epoch (value 3) is not a known key"),
        (lambda c: c["dataset"].update(image_size=18), "dataset.image_size is 18"),
        (lambda c: c["correlations"].update(vectors=97), "dataset.count is only 96"),
        (lambda c: c.update(cases={}), "cases is empty"),
        (lambda c: c["cases"]["I"].update(z_dim=0), "cases.I.z_dim is 0, but must be at least 1"),
        (
            lambda c: c["dataset"].update(source="folder", path="nowhere", count=None),
            "dataset.path is 'nowhere', but there is no such file or folder",
        ),
    ],
)
def test_mistakes_stop_before_any_job(fresh, change, sentence):
    fresh.configure(change)
    result = fresh.snakemake(check=False)
    assert result.returncode != 0
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert not (fresh.folder / "results").exists()


def test_a_training_that_diverges_says_so(fresh):
    fresh.configure(lambda config: config["training"].update(learning_rate=1.0e30))
    result = fresh.snakemake("results/tiny/I/models/encoder.onnx", check=False)
    assert result.returncode != 0
    assert "lower training.learning_rate (now 1e+30)" in result.output
    assert "Traceback" not in result.output
