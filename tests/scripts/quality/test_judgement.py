"""One row of the table of samplers."""

import json
from pathlib import Path

import numpy as np
import pytest

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.quality import meters
from zpoints.quality.features import FEATURES
from zpoints.quality.table import COLUMNS


def test_a_row_has_every_column(judge):
    row = json.loads(Path(judge("latents", "latents", None)).read_text())
    made_by_the_table = {"share_of_ceiling", "overlap_check", "detector_check"}
    assert set(row) == set(COLUMNS) - made_by_the_table
    assert (row["sampler"], row["b"], row["kind"], row["images"]) == (
        "latents",
        None,
        "sampler",
        10,
    )
    assert row["features"] in FEATURES
    assert row["name"] == "vectors of latents"
    assert row["cycle_error"] > 0
    assert row["mahalanobis"] > 0
    assert row["overlap"] == min(row["precision"], row["recall"])
    assert row["overlap_low"] <= row["overlap"] <= row["overlap_high"]


def test_a_cube_names_its_b_or_the_matched_one(judge, case):
    assert json.loads(Path(judge("cube", "uniform", 2.0)).read_text())["b"] == 2
    row = json.loads(Path(judge("matched", "uniform", None)).read_text())
    assert row["b"] == pytest.approx(Cloud.load(case.cloud).matched_b)
    assert row["name"] == f"vectors of matched (matched b = {row['b']:.3g})"


def test_a_meter_gives_rates(judge, monkeypatch):
    monkeypatch.setitem(meters.METERS, "bright", lambda image: image.mean())
    row = json.loads(Path(judge("bright", "latents", None, meter="bright")).read_text())
    assert row["meter"] == "bright"
    assert row["face_rate"] == 1
    assert row["face_rate_low"] < 1


def test_a_sampler_that_drew_nothing_has_an_empty_row(judge, samples, case, monkeypatch):
    empty = {"latents": (0, 4), "images": (0, 16, 16, 3)}
    for name, shape in empty.items():
        path = str(case.folder / f"no-{name}.npy")
        files.write_array(path, np.empty(shape, np.uint8 if name == "images" else np.float32))
        monkeypatch.setattr(samples, name, path)
    row = json.loads(Path(judge("nothing", "box", None)).read_text())
    assert row["images"] == 0
    assert row["overlap"] is row["face_rate"] is None
