"""The table of verdicts: its words, its columns, and how figure and page read it."""

from pathlib import Path

import pandas as pd

REPRODUCED, DIFFERS, NOT_TESTABLE = "reproduced", "differs", "not testable here"

# `reason` tells why a statement is not testable; `value` is what was measured, as a number.
COLUMNS = ["id", "statement", "published", "case", "measured", "verdict", "rule", "reason", "value"]

# Between the names in column `case` of a row about several cases.
SEPARATOR = ", "


def read_table(path: str | Path) -> pd.DataFrame:
    """The table from its file, every cell a text: a case may be named 1, or nan."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def single_cases(table: pd.DataFrame) -> list[str]:
    """Names of the cases with rows of their own, in order: each has a column in figure and page."""
    return list(dict.fromkeys(case for case in table["case"] if SEPARATOR not in case))
