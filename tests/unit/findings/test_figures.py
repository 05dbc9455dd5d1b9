"""The figure of the verdicts: room for every statement and every case."""

import pandas as pd
import pytest
from support.drawing import draw
from support.published import trainings_table

from zpoints.findings import figures
from zpoints.findings.about import OWN
from zpoints.findings.table import (
    COLUMNS,
    DIFFERS,
    DOES_NOT_HOLD,
    HOLDS,
    NOT_TESTABLE,
    REPRODUCED,
    UNDECIDED,
    VERDICTS,
)
from zpoints.findings.verdicts import STATEMENTS, judge_trainings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


TEXTS = {
    REPRODUCED: "101, 80, 60 of 5000",
    DIFFERS: "10^-123 for 2 per axis",
    HOLDS: "0.88 against 0.58: +0.30 (+0.24 to +0.36)",
    DOES_NOT_HOLD: "0.58 against 0.88: -0.30 (-0.36 to -0.24)",
    UNDECIDED: "0.58 against 0.58: +0.00 (-0.06 to +0.06)",
    NOT_TESTABLE: "-",
}


def verdicts(cases):
    """A row for each statement and case, all verdicts in turn."""
    rows = []
    for number, statement in enumerate(STATEMENTS):
        words = (HOLDS, DOES_NOT_HOLD) if statement.source == OWN else (REPRODUCED, DIFFERS)
        for place, case in enumerate(cases):
            verdict = [*words, UNDECIDED, NOT_TESTABLE][(number + place) % 4]
            start = [statement.id, statement.text, statement.published, case]
            end = [statement.rule, "", 1.0, statement.source, "", "samplers"]
            rows.append([*start, TEXTS[verdict], verdict, *end])
    return pd.DataFrame(rows, columns=COLUMNS)


def test_verdicts_that_mean_the_same_share_a_colour():
    assert set(figures.COLORS) == set(VERDICTS)
    assert figures.COLORS[HOLDS] == figures.COLORS[REPRODUCED]
    assert figures.COLORS[DOES_NOT_HOLD] == figures.COLORS[DIFFERS]
    assert len(set(figures.COLORS.values())) == 4


def test_our_own_statements_have_a_header_of_theirs(path):
    """Of the same two rows the figure is higher where they are of two sources."""
    table = verdicts(["I"]).head(2)
    one = draw(figures.draw, table, "Findings", path=path).shape[0]
    table["source"] = [table["source"].iloc[0], OWN]
    assert draw(figures.draw, table, "Findings", path=path).shape[0] > one + 20


def test_a_long_text_makes_its_row_higher(path):
    heights = []
    for text in ("1", "one text of words " * 8):
        table = verdicts(["I"]).head(1).assign(measured=text, verdict=HOLDS)
        heights.append(draw(figures.draw, table, "Findings", path=path).shape[0])
    assert heights[1] > heights[0] + 50


@pytest.mark.parametrize("cases", [["I"], ["I", "II", "III", "I-seed2"]])
def test_a_row_for_each_statement_and_a_column_for_each_case(path, cases):
    table = verdicts(cases)
    table = table if len(cases) == 1 else table.head(12 * len(cases))
    draw(figures.draw, table, "Findings", path=path)


def test_a_row_for_all_cases(path):
    rows = verdicts(["I", "II"]).head(8)
    table = pd.concat([rows, judge_trainings(None, ["I", "II"])])
    draw(figures.draw, table, "Findings", path=path)


def test_each_pair_of_trainings_has_a_row_of_its_own(path):
    heights = []
    for others in (["I2"], ["I2", "I3", "I4"]):
        rows = [
            ("I", other, quantity, 1.0)
            for other in others
            for quantity in ("component_std", "radius")
        ]
        pairs = judge_trainings(trainings_table(*rows), ["I", *others])
        table = pd.concat([verdicts(["I", "I2", "I3", "I4"]).head(8), pairs])
        heights.append(draw(figures.draw, table, "Findings", path=path).shape[0])
    assert heights[1] > heights[0] + 50
