"""The table of samplers: its order, and what is read is what was written."""

import numpy as np
import pandas as pd

from zpoints import files
from zpoints.quality.table import COLUMNS, leading_column, read_table, table_of


def row_of(sampler, face_rate, precision, **more):
    empty = dict.fromkeys(COLUMNS)
    return empty | {"sampler": sampler, "face_rate": face_rate, "precision": precision} | more


def test_the_highest_face_rate_comes_first():
    rows = [row_of("a", 0.2, 1.0), row_of("b", 0.9, 0.1), row_of("c", 0.2, 0.5)]
    table = table_of(rows)
    assert list(table.columns) == COLUMNS
    assert table["sampler"].tolist() == ["b", "a", "c"], "equal ones keep their order"
    assert leading_column(table) == "face_rate"


def test_without_a_detector_the_precision_decides():
    table = table_of([row_of("a", None, 0.5), row_of("b", None, None), row_of("c", None, 0.7)])
    assert leading_column(table) == "precision"
    assert table["sampler"].tolist() == ["c", "a", "b"]


def test_names_that_look_like_numbers_or_nothing_stay_names(tmp_path):
    names = ["NA", "1", "null", "1e3", "uniform-b1"]
    b = [None, None, None, 2.5, 1.0]
    rows = [
        row_of(name, 1 - k / 10, 0.1, b=value, meter="none")
        for k, (name, value) in enumerate(zip(names, b, strict=True))
    ]
    table = table_of(rows)
    files.write_table(tmp_path / "samplers.csv", table)
    again = read_table(tmp_path / "samplers.csv")
    assert again["sampler"].tolist() == names
    assert (again["meter"] == "none").all()
    np.testing.assert_array_equal(again["b"], [np.nan, np.nan, np.nan, 2.5, 1])
    numbers = ["face_rate", "precision"]
    pd.testing.assert_frame_equal(again[numbers], table[numbers].astype(float))
    assert again["recall"].isna().all()
