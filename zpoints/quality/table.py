"""The table of samplers: what its columns are, and which row comes first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zpoints.quality.checks import check_columns

# The row whose overlap is the most that decoded images can be expected to reach.
CEILING = "reconstructions"

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
    "overlap",
    "overlap_low",
    "overlap_high",
    "share_of_ceiling",
    "mahalanobis_quantile",
    "score_10",
    "score_50",
    "score_90",
    "kind",
    "meter",
    "features",
    "name",
    "overlap_check",
    "detector_check",
]


def table_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Table of rows with the keys COLUMNS but for those that are made here.

    Made here are share_of_ceiling (overlap over that of the reconstructions), overlap_check and
    detector_check. Rows come by overlap, the highest first and unknown ones last; then the
    controls in the same order.
    """
    table = pd.DataFrame([{**row, **check_columns(row)} for row in rows], columns=COLUMNS)
    overlap = table["overlap"].astype(float)
    ceiling = overlap[(table["sampler"] == CEILING) & (table["kind"] == "reference")]
    known = len(ceiling) == 1 and ceiling.iloc[0] > 0
    table["share_of_ceiling"] = overlap / ceiling.iloc[0] if known else None
    control = table["kind"] == "control"
    order = pd.DataFrame({"control": control, "overlap": -overlap})
    return table.loc[order.sort_values(["control", "overlap"], kind="stable").index]


def read_table(path: str | Path) -> pd.DataFrame:
    """The table as it was written; samplers that are called 1 or NA keep their names."""
    texts = dict.fromkeys(("sampler", "name"), str)
    return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""])
