"""The table of verdicts as figure and page read it."""

import numpy as np
import pandas as pd
import pytest
from support.published import published

from zpoints import files
from zpoints.findings.about import OWN, PUBLISHED
from zpoints.findings.table import (
    COLUMNS,
    DIFFERS,
    DOES_NOT_HOLD,
    HOLDS,
    MARKS,
    NOT_TESTABLE,
    REPRODUCED,
    UNDECIDED,
    VERDICTS,
    by_source,
    chance_text,
    counts_text,
    read_table,
    readable,
    single_cases,
)
from zpoints.findings.verdicts import judge, judge_trainings


def test_known_columns_come_first():
    known = ["id", "statement", "published", "case", "measured", "verdict", "rule"]
    assert COLUMNS[:7] == known
    assert COLUMNS[7:11] == ["reason", "value", "source", "chance"]


def test_the_table_survives_a_file(tmp_path):
    cases = {"1": published(), "nan": published(24)}
    table = pd.concat([judge(cases), judge_trainings(None, cases)], ignore_index=True)
    path = tmp_path / "findings.csv"
    files.write_table(path, table)
    read = read_table(path)
    assert list(read) == COLUMNS
    numbers = ["value", "chance"]
    assert (read.drop(columns=numbers) == table.drop(columns=numbers)).all(axis=None)
    assert set(read["chance"]) == {"", "0.025"}
    assert chance_text(read) == chance_text(table)


def test_rows_about_several_cases_have_no_column_of_their_own():
    table = pd.DataFrame({"case": ["II", "I", "II", "I", "I, I-seed2", "II, I, I-seed2"]})
    assert single_cases(table) == ["II", "I"]


def test_every_verdict_has_a_mark():
    assert list(MARKS) == list(VERDICTS)
    assert MARKS[REPRODUCED] == MARKS[HOLDS] != MARKS[DIFFERS] == MARKS[DOES_NOT_HOLD]
    assert len(set(MARKS.values())) == 4


def test_published_rows_and_our_own():
    table = pd.DataFrame({"source": [PUBLISHED, OWN, PUBLISHED, OWN, OWN], "row": range(5)})
    published_rows, own = by_source(table)
    assert (published_rows["row"].tolist(), own["row"].tolist()) == ([0, 2], [1, 3, 4])


def test_verdicts_are_counted_in_one_order():
    table = pd.DataFrame({"verdict": [NOT_TESTABLE, HOLDS, DIFFERS, HOLDS, REPRODUCED]})
    assert counts_text(table) == "reproduced 1, holds 2, differs 1, not testable here 1"


@pytest.mark.parametrize("text", [False, True], ids=["numbers", "texts of a file"])
def test_how_many_hold_beside_how_many_would_by_chance(text):
    rows = [(HOLDS, 0.025)] * 5 + [(UNDECIDED, 0.025)] * 14 + [(DOES_NOT_HOLD, 0.025)] * 2
    rows += [(HOLDS, np.nan)] * 9 + [(UNDECIDED, np.nan), (NOT_TESTABLE, np.nan)]
    table = pd.DataFrame(rows, columns=["verdict", "chance"])
    if text:
        table["chance"] = ["" if np.isnan(value) else str(value) for value in table["chance"]]
    assert chance_text(table) == (
        "5 of 21 verdicts on our own statements about differences are “holds”; "
        "at most 0.025 · 21 = 0.525 would by chance if no sampler differed."
    )


def test_where_no_difference_was_tested_none_could_hold_by_chance():
    table = pd.DataFrame({"verdict": [HOLDS, UNDECIDED], "chance": ["", ""]})
    assert chance_text(table) == "No statement of our own about differences could be tested."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[-4.62, 3.68]", "[~4.62, 3.68]"),
        ("-0.01 % off", "~0.01_% off"),
        ("at most 2 %, at b = 1.5 of 3", "at most 2_%, at b_=_1.5 of 3"),
        ("0.1 against 0.2: -0.10 (-0.20 to -0.01)", "0.1 against 0.2: ~0.10 (~0.20 to ~0.01)"),
        ("1.7e-205", "1.7e~205"),
        ("10^-3", "10^~3"),
        ("box-k1, gaussian-full, I-2", "box-k1, gaussian-full, I-2"),
        ("2020-05, -", "2020-05, -"),
    ],
)
def test_numbers_have_true_minus_signs_and_keep_their_units(text, expected):
    signs = {"~": "\N{MINUS SIGN}", "_": "\N{NO-BREAK SPACE}"}
    assert readable(text) == expected.translate(str.maketrans(signs))
