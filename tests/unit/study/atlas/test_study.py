"""The study is in the page with its images, unless they may not be passed on."""

import json

import numpy as np
import pandas as pd
import pytest
from support.atlas_results import COUNT, SETTINGS, values, write
from support.samplers_tables import samplers_table

from zpoints.seeding import generator
from zpoints.study.atlas import sample
from zpoints.study.atlas import study as module
from zpoints.study.atlas.points import COARSE
from zpoints.study.atlas.sample import point_rows
from zpoints.study.atlas.study import images_shown, study_data
from zpoints.study.atlas.vectors import VALUES

SEED = [1, "mine", "atlas"]


def made(files, cases=("I",), study=None, **settings):
    return study_data(
        study or files.study(),
        [files.case(name) for name in cases],
        {**SETTINGS, **settings},
        SEED,
        "1.2",
    )


def test_the_study_is_described_with_its_cases_in_order(tmp_path):
    files = write(tmp_path, cases=("II", "nan", "I"))
    described, blobs = made(files, ("II", "nan", "I"))
    assert [case["name"] for case in described["cases"]] == ["II", "nan", "I"]
    assert described["data"] == "Study mine has 90 painted faces at 16x16 pixels, in colour."
    assert (described["rows"], described["vectors"]) == (COUNT, COUNT)
    assert described["subject"] == "faces"
    assert (described["images"], described["why_no_images"]) == (True, "")
    assert "files" not in described
    assert {row["case"] for row in described["verdicts"]} == {"II", "nan", "I"}
    names = {one.name for one in blobs}
    assert {"rows", "thumbnails", "thumbnail_ends", "0/points", "1/points", "2/points"} <= names
    assert "attributes" not in names
    json.dumps(described, allow_nan=False)


@pytest.mark.parametrize(
    ("setting", "source", "shown", "why"),
    [
        ("auto", "painted", True, ""),
        ("auto", "folder", True, ""),
        ("auto", "celeba", False, "CelebA"),
        ("shown", "celeba", True, ""),
        ("none", "painted", False, "config"),
        ("none", "celeba", False, "config"),
    ],
)
def test_photographs_that_may_not_be_passed_on_are_not(tmp_path, setting, source, shown, why):
    found, sentence = images_shown(setting, source)
    assert found is shown
    assert why in sentence and bool(sentence) is not shown
    files = write(tmp_path)
    described, blobs = made(files, study=files.study(source=source), images=setting)
    assert (described["images"], described["why_no_images"]) == (shown, sentence)
    names = {one.name for one in blobs}
    assert ("thumbnails" in names) is ("thumbnail_ends" in names) is shown
    sheets = [
        row["sheet"] for row in described["cases"][0]["samplers"] if row["kind"] == "reference"
    ]
    assert sheets == [shown, shown]


def test_of_many_images_the_same_sample_is_shown_in_every_case(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "WHOLE", 50)
    monkeypatch.setattr(sample, "SAMPLE", 20)
    names = [f"{k}.png" for k in range(COUNT)]
    attributes = pd.DataFrame({"age": np.arange(COUNT, dtype=float)})
    files = write(tmp_path, ("I", "II"), shared={"names": names, "attributes": attributes})
    described, blobs = made(files, ("I", "II"))
    rows = point_rows(COUNT, 5, generator(*SEED))
    assert len(rows) == described["rows"] == 20
    assert described["vectors"] == COUNT
    np.testing.assert_array_equal(values(blobs, "rows"), rows)
    assert described["files"] == [names[row] for row in rows]
    assert len(values(blobs, "thumbnail_ends")) == 20
    assert described["attributes"] == [{"name": "age", "kind": "number", "low": 0, "high": 89}]
    ages = (values(blobs, "attributes") + 127.0) / 254 * 89
    assert np.abs(ages - rows).max() <= 89 / 254
    for number, name in enumerate(("I", "II")):
        case, stored = described["cases"][number], files.case(name).store.group["latents"][:]
        points = values(blobs, f"{number}/points").reshape(5, 20).T
        directions = values(blobs, f"{number}/directions").reshape(5, 5)
        back = values(blobs, f"{number}/mean") + case["step"] * points @ directions
        assert np.abs(back - stored[rows]).max() < 2 * case["step"]
        assert values(blobs, f"{number}/coarse").size == 5 * COUNT


def test_what_a_case_holds_of_a_large_study_is_bounded():
    """Before compression: 200,000 vectors of 256 components, any number of samplers."""
    numbers = 2 * sample.SAMPLE * 256 + COARSE * 200_000 + 2 * VALUES + 2 * 4 * 256**2
    assert numbers * 4 / 3 < 13e6


def test_without_a_detector_the_subject_is_images(tmp_path):
    files = write(tmp_path, table=samplers_table(detected=False))
    assert made(files)[0]["subject"] == "images"


def test_a_case_of_too_many_components_is_left_out_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_COMPONENTS", 4)
    described, blobs = made(write(tmp_path))
    assert described["cases"] == []
    assert described["left_out"] == [
        "Case I is not in this page: its vectors have 5 components, and the page holds up to 4."
    ]
    assert {one.name for one in blobs} == {"rows", "thumbnails", "thumbnail_ends"}


def test_the_same_results_give_the_same_data(tmp_path):
    files = write(tmp_path)
    assert made(files) == made(files)
