"""Do the measures pass their own controls? Where one does not, no verdict can rest on it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

PASS = "pass"
# Measured on a control, either of these is a fault of the measure (docs/measures.md).
MOST_OVERLAP, MOST_FACES = 0.05, 0.05
# Measured on real images or on reconstructions of images that were held out, so is less than this.
LEAST_OVERLAP, LEAST_FACES = 0.75, 0.80


class Limit(NamedTuple):
    """What a row has to keep: no more than `most` and no less than `least` in a column."""

    column: str
    least: float = 0.0
    most: float = 1.0


OVERLAP_LIMITS = {
    "noise": Limit("overlap", most=MOST_OVERLAP),
    "scrambled": Limit("overlap", most=MOST_OVERLAP),
    "mean-image": Limit("overlap", most=MOST_OVERLAP),
    "reconstructions": Limit("overlap", least=LEAST_OVERLAP),
}
# The mean image is no control of the detector: it is a face. Its row shows the fondness for it.
DETECTOR_LIMITS = {
    "images": Limit("face_rate", least=LEAST_FACES),
    "noise": Limit("face_rate", most=MOST_FACES),
    "scrambled": Limit("face_rate", most=MOST_FACES),
}


def check_columns(row: Mapping[str, Any]) -> dict[str, str | None]:
    """The checks of a row of the samplers' table.

    Args:
        row: sampler, overlap, face_rate and meter; what is not known is None.

    Returns:
        overlap_check, detector_check: "pass", or "fail: " and a sentence; None where the row has
        nothing to keep, or there is no detector.
    """
    name = row["sampler"]
    detector = DETECTOR_LIMITS.get(name) if row["meter"] != "none" else None
    return {
        "overlap_check": _check(row, OVERLAP_LIMITS.get(name)),
        "detector_check": _check(row, detector),
    }


def _check(row: Mapping[str, Any], limit: Limit | None) -> str | None:
    if limit is None or row.get("kind") == "sampler":
        return None
    name, value, what = row["sampler"], row[limit.column], limit.column.replace("_", " ")
    if value is None or pd.isna(value):
        return f"fail: {name} has no {what}, there are too few images"
    if value > limit.most:
        return f"fail: {name} has {what} {value:.4g}, more than {limit.most:g}"
    if value < limit.least:
        return f"fail: {name} has {what} {value:.4g}, less than {limit.least:g}"
    return PASS


def overlap_failures(table: pd.DataFrame) -> list[str]:
    """Sentences on the controls that the overlap fails in a samplers' table; none if it passes."""
    return _failures(table, "overlap_check", OVERLAP_LIMITS)


def detector_failures(table: pd.DataFrame) -> list[str]:
    """Sentences on the controls that the detector fails; none if it passes, or there is none."""
    if (table["meter"] == "none").all():
        return []
    return _failures(table, "detector_check", DETECTOR_LIMITS)


def _failures(table: pd.DataFrame, column: str, limits: Mapping[str, Limit]) -> list[str]:
    rows = table[table["kind"] != "sampler"].set_index("sampler")[column]
    missing = [f"{name} is missing" for name in limits if name not in rows.index]
    checks = rows.reindex([name for name in limits if name in rows.index])
    unchecked = [f"{name} was not checked" for name in checks.index[checks.isna()]]
    failing = [text.removeprefix("fail: ") for text in checks.dropna() if text != PASS]
    return missing + unchecked + failing


def summary(table: pd.DataFrame) -> str:
    """Whether the controls of overlap and detector pass, in one sentence for tables and figures."""
    failures = overlap_failures(table) + detector_failures(table)
    return f"controls fail: {'; '.join(failures)}" if failures else "controls pass"
