"""One row of the table of samplers."""

import json
from pathlib import Path

import pytest

from zpoints.cloud.cloud import Cloud
from zpoints.quality import meters
from zpoints.quality.table import COLUMNS


def test_a_row_has_every_column(judge):
    row = json.loads(Path(judge("latents", "latents", None)).read_text())
    assert set(row) == set(COLUMNS)
    assert (row["sampler"], row["b"], row["kind"], row["images"]) == (
        "latents",
        None,
        "sampler",
        10,
    )
    assert row["features"].startswith("directions by ")
    assert row["cycle_error"] > 0
    assert row["mahalanobis"] > 0
    assert 0 <= row["recall"] <= 1


def test_a_cube_names_its_b_or_the_matched_one(judge, case):
    assert json.loads(Path(judge("cube", "uniform", 2.0)).read_text())["b"] == 2
    matched = json.loads(Path(judge("matched", "uniform", None)).read_text())["b"]
    assert matched == pytest.approx(Cloud.load(case.cloud).matched_b)


def test_a_meter_gives_rates(judge, monkeypatch):
    monkeypatch.setitem(meters.METERS, "bright", lambda image: image.mean())
    row = json.loads(Path(judge("bright", "latents", None, meter="bright")).read_text())
    assert row["meter"] == "bright"
    assert row["face_rate"] == 1
    assert row["face_rate_low"] < 1
