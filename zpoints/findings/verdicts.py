"""Every statement is judged by what was measured."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from zpoints.findings import correlations, distributions, geometry, regions, samplers
from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import NotTestableError, Statement
from zpoints.findings.table import COLUMNS, DIFFERS, NOT_TESTABLE, REPRODUCED, SEPARATOR
from zpoints.findings.trainings import trainings_differ

# Statements about a case, in the order of the table.
STATEMENTS = (
    *distributions.STATEMENTS,
    *regions.STATEMENTS,
    *correlations.STATEMENTS,
    *geometry.STATEMENTS,
    *samplers.STATEMENTS,
)


def judge(cases: Mapping[str, Evidence]) -> pd.DataFrame:
    """The verdict on every statement for every case.

    Args:
        cases: name to evidence.

    Returns:
        The columns of `zpoints.findings.table`.
    """
    return _table(
        _row(statement, case, evidence)
        for statement in STATEMENTS
        for case, evidence in cases.items()
    )


def judge_trainings(distances: pd.DataFrame | None, cases: Iterable[str]) -> pd.DataFrame:
    """The verdict on whether two trainings of one architecture give different clouds.

    Args:
        distances: columns case, other and those of `zpoints.trainings.distances.compare`; None if
            no two cases are one architecture.
        cases: names of all cases.

    Returns:
        The columns of `zpoints.findings.table`, a row for each pair of cases.
    """
    if distances is None:
        return _table([_row(trainings_differ, SEPARATOR.join(cases), pd.DataFrame())])
    pairs = distances.groupby(["case", "other"], sort=False)
    return _table(
        _row(trainings_differ, SEPARATOR.join(map(str, names)), rows) for names, rows in pairs
    )


def _row(statement: Statement, case: str, evidence: Any) -> list:
    start = [statement.id, statement.text, statement.published, case]
    try:
        outcome = statement.check(evidence)
    except NotTestableError as reason:
        return [*start, "-", NOT_TESTABLE, statement.rule, str(reason), np.nan]
    verdict = REPRODUCED if outcome.holds else DIFFERS
    return [*start, outcome.measured, verdict, statement.rule, "", outcome.value]


def _table(rows: Iterable[list]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)
