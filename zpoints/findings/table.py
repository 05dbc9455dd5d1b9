"""The table of verdicts: its words, its columns, and how figure and page read it."""

import re
from pathlib import Path

import pandas as pd

from zpoints.findings.about import OWN

REPRODUCED, DIFFERS = "reproduced", "differs"  # of published statements
HOLDS, DOES_NOT_HOLD = "holds", "does not hold"  # of our own
UNDECIDED, NOT_TESTABLE = "undecided", "not testable here"
VERDICTS = (REPRODUCED, HOLDS, DIFFERS, DOES_NOT_HOLD, UNDECIDED, NOT_TESTABLE)
MARKS = dict(zip(VERDICTS, "✓✓✗✗?○", strict=True))

# `reason` tells why a statement is undecided or not testable; `value` is what was measured, as a
# number; `source` is whose statement it is; `chance` is the probability that it would hold though
# there is nothing behind it; `subject` is what it is about.
COLUMNS = ["id", "statement", "published", "case", "measured", "verdict", "rule", "reason", "value"]
COLUMNS += ["source", "chance", "subject"]

# Between the names in column `case` of a row about several cases.
SEPARATOR = ", "


def read_table(path: str | Path) -> pd.DataFrame:
    """The table from its file, every cell a text: a case may be named 1, or nan."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def single_cases(table: pd.DataFrame) -> list[str]:
    """Names of the cases with rows of their own, in order: each has a column in figure and page."""
    return list(dict.fromkeys(case for case in table["case"] if SEPARATOR not in case))


def by_source(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of published statements, and rows of our own."""
    own = table["source"] == OWN
    return table[~own], table[own]


def counts_text(table: pd.DataFrame) -> str:
    """How often each verdict was given: "reproduced 9, differs 3"."""
    counts = table["verdict"].value_counts()
    return ", ".join(f"{verdict} {counts[verdict]}" for verdict in VERDICTS if verdict in counts)


def chance_text(table: pd.DataFrame) -> str:
    """How many of our own statements about differences hold, and how many would by chance.

    A difference of 0 has a 95 % interval above 0 once in 40 times, so of many statements some hold
    by chance alone.
    """
    chance = pd.to_numeric(table["chance"], errors="coerce")
    tested = table[chance.notna()]
    if tested.empty:
        return "No statement of our own about differences could be tested."
    holding, total = int((tested["verdict"] == HOLDS).sum()), len(tested)
    return (
        f"{holding} of {total} verdicts on our own statements about differences are "
        f"\N{LEFT DOUBLE QUOTATION MARK}{HOLDS}\N{RIGHT DOUBLE QUOTATION MARK}; "
        f"at most {chance.max():g} · {total} = {chance.sum():.3g} would by chance if no sampler "
        "differed."
    )


def readable(text: str) -> str:
    """A text as figure and page show it: with true minus signs, and no line break before units."""
    text = re.sub(r"(?<![A-Za-z0-9])-(?=\d)|(?<=\de)-(?=\d)", "\N{MINUS SIGN}", text)
    return re.sub(r"(?<=\d) (?=%)|(?<=\bb) (?==)|(?<=\bb =) ", "\N{NO-BREAK SPACE}", text)
