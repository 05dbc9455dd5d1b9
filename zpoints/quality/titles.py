"""Titles of the quality room's figures: what the table of samplers says, in one sentence."""

from collections.abc import Sequence

import pandas as pd

from zpoints.quality import checks
from zpoints.quality.marks import Row, ceiling_of, is_detected, percent, rows_of

# The sampler that titles speak of, where the study has it.
LEADING = "gaussian-full"
# It draws the vectors of real images, so how good its images are says nothing about sampling.
REAL_VECTORS = "latents"
MEAN = "mean-image"


def overlap(table: pd.DataFrame, case: str) -> str:
    """How much of the ceiling the leading sampler reaches, and the best cube.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        case: name of the case.
    """
    if checks.overlap_failures(table):
        return f"Case {case}: overlap cannot tell samplers apart here, its controls fail"
    rows = rows_of(table)
    ceiling, leader, cube = ceiling_of(rows), _leader(rows), _best_cube(rows, "overlap")
    if leader is None or ceiling is None:
        return f"Case {case}: no sampler has an overlap"
    text = f"{leader.name} reaches {leader.overlap.value:.2f}"
    text += f" of a ceiling of {ceiling.overlap.value:.2f}"
    if cube is not None and cube is not leader:
        text += f"; the best cube {cube.overlap.value:.2f}"
    return f"Case {case}: {text}"


def face_rate(table: pd.DataFrame, case: str) -> str:
    """In how many images the detector sees a face: leading sampler, ceiling, cube, mean image.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        case: name of the case.
    """
    rows = rows_of(table)
    if not is_detected(rows):
        return f"Case {case}: no face detector applies"
    if checks.detector_failures(table):
        return f"Case {case}: the face detector cannot be relied on here, its controls fail"
    ceiling, leader, cube = ceiling_of(rows), _leader(rows), _best_cube(rows, "face_rate")
    parts = [
        f"{percent(row.face_rate.value)} of {what}"
        for row, what in (
            (leader, f"images from {leader.name}" if leader else ""),
            (ceiling, "reconstructions"),
            (cube if cube is not leader else None, "images from the best cube"),
        )
        if row is not None and row.face_rate.known
    ]
    return f"Case {case}: the detector sees a face in {', '.join(parts)}{_fondness(rows)}"


def trade_off(table: pd.DataFrame, case: str) -> str:
    """Fidelity and variety of the leading sampler, and of the best cube.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        case: name of the case.
    """
    rows = rows_of(table)
    leader, cube = _leader(rows), _best_cube(rows, "overlap")
    if checks.overlap_failures(table) or leader is None:
        return overlap(table, case)
    text = f"{leader.name} has precision {leader.precision:.2f} and recall {leader.recall:.2f}"
    if cube is not None and cube is not leader:
        text += f"; the best cube {cube.precision:.2f} and {cube.recall:.2f}"
    return f"Case {case}: {text}"


def _leader(rows: Sequence[Row]) -> Row | None:
    """LEADING, or else the sampler of the highest overlap; a cube if there are only cubes."""
    rows = [row for row in rows if row.kind in ("sampler", "cube") and row.overlap.known]
    fitted = [row for row in rows if row.kind == "sampler" and row.sampler != REAL_VECTORS]
    leading = [row for row in fitted if row.sampler == LEADING]
    return max(leading or fitted or rows, key=lambda row: row.overlap.value, default=None)


def _best_cube(rows: Sequence[Row], column: str) -> Row | None:
    """The cube that is highest in overlap or face_rate."""
    rows = [row for row in rows if row.kind == "cube" and getattr(row, column).known]
    return max(rows, key=lambda row: getattr(row, column).value, default=None)


def _fondness(rows: Sequence[Row]) -> str:
    """Whether the detector takes the mean image, which is nobody's face, for one."""
    for row in rows:
        if row.sampler == MEAN and row.kind == "control" and row.face_rate.known:
            passes = row.face_rate.value > 0.5  # one image many times: all pass, or none
            return f"; the mean image {'passes too' if passes else 'does not pass'}"
    return ""
