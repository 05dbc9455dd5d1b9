"""The table of samplers: what its columns are, and which row comes first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = [
    "sampler",
    "b",
    "images",
    "face_rate",
    "face_rate_low",
    "face_rate_high",
    "sharpness",
    "diversity",
    "cycle_error",
    "mahalanobis",
    "precision",
    "recall",
    "density",
    "coverage",
    "mahalanobis_quantile",
    "score_10",
    "score_50",
    "score_90",
    "kind",
    "meter",
    "features",
]


def table_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Table of rows with the keys COLUMNS, best first by `leading_column`."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(leading_column(table), ascending=False, kind="stable")


def leading_column(table: pd.DataFrame) -> str:
    """The column that says how good a sampler is: face_rate, without a detector precision."""
    return "face_rate" if table["face_rate"].notna().any() else "precision"


def read_table(path: str | Path) -> pd.DataFrame:
    """The table as it was written; samplers that are called 1 or NA keep their names."""
    return pd.read_csv(path, dtype={"sampler": str}, keep_default_na=False, na_values=[""])
