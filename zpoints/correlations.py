"""Pearson correlations between latent components."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zpoints.errors import StudyError


def draw_subset(vectors: int, size: int, generator: np.random.Generator) -> np.ndarray:
    """Row numbers of `size` vectors drawn without replacement, sorted, int64 (size,).

    Raises:
        StudyError: more are wanted than there are.
    """
    if size > vectors:
        raise StudyError(
            f"correlations.vectors is {size}, but there are only {vectors} latent vectors; lower "
            "it or add images."
        )
    return np.sort(generator.choice(vectors, size, replace=False))


def pearson(vectors: np.ndarray) -> np.ndarray:
    """Pearson matrix of the columns, float64 (z_dim, z_dim), clipped to [-1, 1].

    A constant component has no correlation with any other: its row and column are NaN.

    Args:
        vectors: (m, z_dim), m >= 2.
    """
    centred = vectors - vectors.mean(axis=0, dtype=np.float64)
    norm = np.sqrt((centred**2).sum(axis=0))
    # Rounding leaves a trace of variance in a constant column.
    scale = np.abs(vectors).max(axis=0) * np.sqrt(len(vectors))
    norm[norm <= scale * 1e-12] = np.nan
    unit = centred / norm
    matrix = np.clip(unit.T @ unit, -1, 1)
    np.fill_diagonal(matrix, np.where(np.isnan(norm), np.nan, 1.0))
    return matrix


def pairs_table(matrix: np.ndarray, above: float) -> pd.DataFrame:
    """Pairs i < j with |r| > `above`, sorted by |r|, strongest first; columns i, j, r."""
    i, j = np.triu_indices(len(matrix), k=1)
    r = matrix[i, j]
    keep = np.flatnonzero(np.abs(r) > above)  # never true for NaN
    keep = keep[np.argsort(-np.abs(r[keep]), kind="stable")]
    return pd.DataFrame({"i": i[keep], "j": j[keep], "r": r[keep]})


def threshold_counts(matrix: np.ndarray, thresholds: Sequence[float]) -> pd.DataFrame:
    """Number of pairs with |r| above each threshold; columns threshold, pairs."""
    r = np.abs(matrix[np.triu_indices(len(matrix), k=1)])
    counts = [int((r > threshold).sum()) for threshold in thresholds]
    return pd.DataFrame({"threshold": list(thresholds), "pairs": counts})


def chosen_pairs(
    matrix: np.ndarray, pairs: Sequence[Sequence[int]], limit: int = 16
) -> list[tuple[int, int, float]]:
    """The given pairs with their r, or the strongest `limit` pairs if none are given."""
    if not pairs:
        strongest = pairs_table(matrix, above=0).head(limit)
        return list(strongest.itertuples(index=False, name=None))
    return [(i, j, float(matrix[i, j])) for i, j in pairs]
