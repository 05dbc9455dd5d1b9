"""Slices through the cloud: the vectors near the plane of two components."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zpoints.correlations.pairs import check_pair
from zpoints.logs import logger

COLUMNS = ["stage", "component", "vectors", "i", "j", "limit", "drawn"]


def slice_counts(
    vectors: np.ndarray, pair: tuple[int, int], limit: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """How many vectors remain as components must stay below a limit, one stage after another.

    Stage 1 demands |z| < limit of all components but the two of the pair, stage 2 also of the first
    of the pair, stage 3 of both.

    Args:
        vectors: (m, z_dim).
        pair: two component numbers.
        limit: of the magnitude.

    Returns:
        table: COLUMNS; component is the one that the stage adds (empty for stage 1), drawn is m.
        inside: which vectors pass stage 1, bool (m,).

    Raises:
        StudyError: the pair does not name two different components.
    """
    check_pair(pair, vectors.shape[1], "correlations.slices.pairs")
    below = np.abs(vectors) < limit
    others = np.delete(below, pair, axis=1).all(axis=1)
    first = others & below[:, pair[0]]
    counts = [others.sum(), first.sum(), (first & below[:, pair[1]]).sum()]
    table = pd.DataFrame(
        {
            "stage": [1, 2, 3],
            "component": pd.array([None, *pair], dtype="Int64"),
            "vectors": counts,
            "i": pair[0],
            "j": pair[1],
            "limit": limit,
            "drawn": len(vectors),
        }
    )
    return table, others


def all_slice_counts(
    vectors: np.ndarray, pairs: Sequence[tuple[int, int]], limit: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """The slices of several pairs; arguments and errors are those of `slice_counts`.

    Returns:
        table: of `slice_counts`, one pair after another.
        inside: bool (pairs, m).
    """
    tables, inside = [], np.zeros((len(pairs), len(vectors)), bool)
    for row, (i, j) in zip(inside, pairs, strict=True):
        table, row[:] = slice_counts(vectors, (i, j), limit)
        logger.info("components %d and %d: %s vectors remain", i, j, table["vectors"].tolist())
        tables.append(table)
    return pd.concat(tables) if tables else pd.DataFrame(columns=COLUMNS), inside
