"""Checks pass and fail where the limits say, and a missing or unchecked control is no pass."""

import pandas as pd
import pytest

from zpoints.quality.checks import check_columns, detector_failures, overlap_failures, summary

SOUND = {
    # overlap, face rate
    "images": (0.6, 0.97),
    "reconstructions": (0.95, 0.9),
    "mean-image": (0.0, 1.0),
    "noise": (0.0, 0.0),
    "scrambled": (0.01, 0.0),
}


def table_with(meter="face", **changes):
    rows = []
    for sampler, values in {**SOUND, **changes}.items():
        if values is None:
            continue
        overlap, rate = values
        real = sampler in ("images", "reconstructions")
        row = {"sampler": sampler, "overlap": overlap, "meter": meter}
        row |= {"face_rate": rate, "kind": "reference" if real else "control"}
        rows.append({**row, **check_columns(row)})
    rows.append({"sampler": "noise", "kind": "sampler", "overlap": 0.9, "meter": meter})
    return pd.DataFrame(rows)


def test_sound_measures_pass():
    table = table_with()
    assert overlap_failures(table) == detector_failures(table) == []
    assert summary(table) == "controls pass"


LIMITS = [
    ("noise", (0.05, 0), None),
    ("noise", (0.0501, 0), "noise has overlap 0.0501, more than 0.05"),
    ("scrambled", (0.3, 0), "scrambled has overlap 0.3, more than 0.05"),
    ("mean-image", (0.2, 1), "mean-image has overlap 0.2, more than 0.05"),
    ("reconstructions", (0.75, 0.9), None),
    ("reconstructions", (0.7, 0.9), "reconstructions has overlap 0.7, less than 0.75"),
    ("reconstructions", (None, 0.9), "reconstructions has no overlap, there are too few images"),
]


@pytest.mark.parametrize(("sampler", "values", "sentence"), LIMITS)
def test_each_limit_of_the_overlap(sampler, values, sentence):
    table = table_with(**{sampler: values})
    assert overlap_failures(table) == ([sentence] if sentence else [])
    assert detector_failures(table) == []
    assert summary(table) == (f"controls fail: {sentence}" if sentence else "controls pass")


DETECTOR_LIMITS = [
    ("images", (0.6, 0.8), None),
    ("images", (0.6, 0.79), "images has face rate 0.79, less than 0.8"),
    ("noise", (0, 0.06), "noise has face rate 0.06, more than 0.05"),
    ("scrambled", (0, 0.05), None),
    ("mean-image", (0, 1.0), None),
]


@pytest.mark.parametrize(("sampler", "values", "sentence"), DETECTOR_LIMITS)
def test_each_limit_of_the_detector(sampler, values, sentence):
    table = table_with(**{sampler: values})
    assert detector_failures(table) == ([sentence] if sentence else [])
    assert overlap_failures(table) == []


def test_without_a_detector_only_the_overlap_is_checked():
    table = table_with(meter="none", images=(0.6, None), noise=(0.2, None))
    assert detector_failures(table) == []
    assert table["detector_check"].isna().all()
    assert len(overlap_failures(table)) == 1


def test_a_missing_control_is_no_pass_and_a_sampler_of_its_name_does_not_stand_in():
    assert overlap_failures(table_with(noise=None)) == ["noise is missing"]
    table = table_with()
    table.loc[table["sampler"] == "scrambled", "overlap_check"] = None
    assert overlap_failures(table) == ["scrambled was not checked"]
