"""The figure of the verdicts: room for every statement and every case."""

import pandas as pd
import pytest
from support.drawing import draw
from support.published import trainings_table

from zpoints.findings import figures
from zpoints.findings.table import COLUMNS, DIFFERS, NOT_TESTABLE, REPRODUCED
from zpoints.findings.verdicts import STATEMENTS, judge_trainings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


def verdicts(cases):
    """A row for each statement and case, all verdicts in turn."""
    texts = {
        REPRODUCED: "101, 80, 60 of 5000",
        DIFFERS: "10^-123 for 2 per axis",
        NOT_TESTABLE: "-",
    }
    rows = []
    for number, statement in enumerate(STATEMENTS):
        for place, case in enumerate(cases):
            verdict = list(texts)[(number + place) % 3]
            start = [statement.id, statement.text, statement.published, case]
            rows.append([*start, texts[verdict], verdict, statement.rule, "", 1.0])
    return pd.DataFrame(rows, columns=COLUMNS)


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
