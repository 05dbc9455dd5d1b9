"""The table of samplers: its order, its checks, and what is read is what was written."""

import numpy as np
import pandas as pd
import pytest

from zpoints import files
from zpoints.quality.table import COLUMNS, read_table, table_of


def row_of(sampler, overlap, kind="sampler", **more):
    row = dict.fromkeys(COLUMNS) | {"sampler": sampler, "overlap": overlap, "kind": kind}
    return row | {"meter": "face"} | more


def test_the_highest_overlap_comes_first_and_controls_last():
    table = table_of(
        [
            row_of("noise", 0.9, "control"),
            row_of("a", 0.2),
            row_of("empty", None),
            row_of("b", 0.9, face_rate=0.1),
            row_of("c", 0.2, face_rate=1),
            row_of("scrambled", 0.95, "control"),
        ]
    )
    assert list(table.columns) == COLUMNS
    order = ["b", "a", "c", "empty", "scrambled", "noise"]
    assert table["sampler"].tolist() == order, "equal ones keep their order"


def test_overlaps_are_also_shares_of_the_reconstructions_overlap():
    rows = [row_of("a", 0.6), row_of("reconstructions", 0.8, "reference"), row_of("b", None)]
    table = table_of(rows).set_index("sampler")
    assert table.loc["a", "share_of_ceiling"] == pytest.approx(0.75)
    assert table.loc["reconstructions", "share_of_ceiling"] == 1
    assert np.isnan(table.loc["b", "share_of_ceiling"])
    assert table.loc["reconstructions", "overlap_check"] == "pass"
    assert table_of([row_of("a", 0.6)])["share_of_ceiling"].isna().all()
    # A sampler that bears the name is no ceiling.
    assert table_of([row_of("reconstructions", 0.6)])["share_of_ceiling"].isna().all()
    zero = table_of([row_of("a", 0.6), row_of("reconstructions", 0.0, "reference")])
    assert zero["share_of_ceiling"].isna().all()


def test_the_first_columns_are_those_that_readers_know():
    assert COLUMNS[10:18] == [
        *("precision", "recall", "density", "coverage"),
        *("overlap", "overlap_low", "overlap_high", "share_of_ceiling"),
    ]


def test_names_that_look_like_numbers_or_nothing_stay_names(tmp_path):
    names = ["NA", "1", "null", "1e3", "uniform-b1"]
    b = [None, None, None, 2.5, 1.0]
    rows = [
        row_of(name, 1 - k / 10, b=value, name=name, meter="none")
        for k, (name, value) in enumerate(zip(names, b, strict=True))
    ]
    table = table_of(rows)
    files.write_table(tmp_path / "samplers.csv", table)
    again = read_table(tmp_path / "samplers.csv")
    assert again["sampler"].tolist() == again["name"].tolist() == names
    assert (again["meter"] == "none").all()
    np.testing.assert_array_equal(again["b"], [np.nan, np.nan, np.nan, 2.5, 1])
    numbers = ["face_rate", "overlap"]
    pd.testing.assert_frame_equal(again[numbers], table[numbers].astype(float))
    assert again["recall"].isna().all()
