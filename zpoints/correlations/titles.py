"""Titles of the room's figures: what the matrix and the slices say, in one sentence."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from zpoints.figures.numbers import percent


def matrix(correlations: np.ndarray, noise: float, case: str) -> str:
    """How many pairs correlate beyond what chance gives.

    Args:
        correlations: Pearson matrix (z_dim, z_dim).
        noise: standard deviation of r between independent components.
        case: name of the case.
    """
    r = np.abs(correlations[np.triu_indices(len(correlations), 1)])
    r = r[np.isfinite(r)]
    if not len(r):
        return f"Case {case}: no two components vary together"
    limit = 2 * noise
    chance = 2 * special.ndtr(-2)  # beyond two standard deviations
    return (
        f"Case {case}: {percent((r > limit).mean())} of {len(r):,} pairs of components correlate "
        f"beyond |r| = {limit:.2g}; by chance {percent(chance)} would"
    )


def pairs(panels: Sequence[tuple[int, int, float]], chosen: bool, case: str) -> str:
    """How strongly the pairs that are drawn correlate.

    Args:
        panels: (i, j, r) of each pair.
        chosen: whether the config names them; else they are the strongest.
        case: name of the case.
    """
    r = np.abs([r for _, _, r in panels if np.isfinite(r)])
    if not len(r):
        return f"Case {case}: no two components vary together"
    low, high = f"{r.min():.2f}", f"{r.max():.2f}"
    span = low if low == high else f"{low} to {high}"
    which = "chosen" if chosen else "strongest"
    count = f"{len(panels)} {which} pairs have" if len(panels) > 1 else f"{which} pair has"
    return f"Case {case}: the {count} |r| = {span}; in a cube no two components correlate"


def slices(table: pd.DataFrame, case: str) -> str:
    """How many vectors are near the plane of the first slice.

    Args:
        table: columns vectors, i, j, limit, drawn, three rows a slice.
        case: name of the case.
    """
    if table.empty:
        return f"Case {case}: a slice needs two components"
    vectors, drawn, limit = (table[name].iloc[2] for name in ("vectors", "drawn", "limit"))
    return (
        f"Case {case}: {vectors:,} of {drawn:,} vectors stay within ±{limit:g} in every component"
    )
