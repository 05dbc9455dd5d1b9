"""Every statement is judged by what was measured."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from zpoints.findings import correlations, distributions, geometry, overlap, regions, samplers
from zpoints.findings.about import OWN
from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import NotTestableError, Statement
from zpoints.findings.table import (
    COLUMNS,
    DIFFERS,
    DOES_NOT_HOLD,
    HOLDS,
    NOT_TESTABLE,
    REPRODUCED,
    SEPARATOR,
    UNDECIDED,
)
from zpoints.findings.trainings import trainings_differ

# Statements about a case by their subject, in the order of the table.
SUBJECTS = {
    "distributions": distributions.STATEMENTS,
    "regions": regions.STATEMENTS,
    "correlations": correlations.STATEMENTS,
    "geometry": geometry.STATEMENTS,
    "samplers": (*samplers.STATEMENTS, *overlap.STATEMENTS),
}
STATEMENTS = tuple(statement for subject in SUBJECTS.values() for statement in subject)


def judge(cases: Mapping[str, Evidence]) -> pd.DataFrame:
    """The verdict on every statement for every case.

    Args:
        cases: name to evidence.

    Returns:
        The columns of `zpoints.findings.table`.
    """
    return _table(
        _row(statement, subject, case, evidence)
        for subject, statements in SUBJECTS.items()
        for statement in statements
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
        return _table([_training_row(SEPARATOR.join(cases), pd.DataFrame())])
    pairs = distances.groupby(["case", "other"], sort=False)
    return _table(_training_row(SEPARATOR.join(map(str, names)), rows) for names, rows in pairs)


def _training_row(cases: str, distances: pd.DataFrame) -> list:
    return _row(trainings_differ, "trainings", cases, distances)


def verdict(source: str, holds: bool | None) -> str:
    """The word for an outcome.

    Args:
        source: whose the statement is.
        holds: whether it is as the statement says; None if that is not decided.
    """
    if holds is None:
        return UNDECIDED
    if source == OWN:
        return HOLDS if holds else DOES_NOT_HOLD
    return REPRODUCED if holds else DIFFERS


def _row(statement: Statement, subject: str, case: str, evidence: Any) -> list:
    start = [statement.id, statement.text, statement.published, case]
    source = statement.source
    try:
        outcome = statement.judge(evidence)
    except NotTestableError as error:
        end = [statement.rule, str(error), np.nan, source, np.nan, subject]
        return [*start, "-", NOT_TESTABLE, *end]
    word = verdict(source, outcome.holds)
    end = [statement.rule, outcome.reason, outcome.value, source, outcome.chance, subject]
    return [*start, outcome.measured, word, *end]


def _table(rows: Iterable[list]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)
