"""Pearson matrices of subsets of the vectors and of all, and counts of correlated pairs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zpoints.cloud.covariance import Covariance
from zpoints.errors import StudyError


def correlation(mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Pearson matrix in [-1, 1], float64 (z_dim, z_dim); NaN for constant components.

    Args:
        mean: (z_dim,).
        covariance: (z_dim, z_dim).
    """
    std = np.sqrt(np.diag(covariance))
    # Rounding leaves a trace of variance in a component that is constant.
    std = np.where(std > np.abs(mean) * 1e-9, std, np.nan)
    matrix = np.clip(covariance / np.outer(std, std), -1, 1)
    np.fill_diagonal(matrix, np.where(np.isnan(std), np.nan, 1.0))
    return matrix


def draw_subset(vectors: int, size: int, generator: np.random.Generator) -> np.ndarray:
    """Row numbers of `size` vectors drawn without replacement, sorted, int64 (size,).

    Raises:
        StudyError: there are fewer vectors than `size`.
    """
    if size > vectors:
        raise StudyError(
            f"correlations.vectors is {size}, but there are only {vectors} latent vectors; lower "
            "it or add images."
        )
    return np.sort(generator.choice(vectors, size, replace=False))


def covariances(start: int, block: np.ndarray, draws: Sequence[np.ndarray]) -> list[Covariance]:
    """Covariance of the vectors of a block that are in a subset, for each subset.

    Args:
        start: row number of the block's first vector.
        block: (n, z_dim).
        draws: sorted row numbers of each subset.
    """
    parts = []
    for rows in draws:
        first, last = np.searchsorted(rows, (start, start + len(block)))
        parts.append(Covariance.of(block[rows[first:last] - start]))
    return parts


def count_pairs(matrix: np.ndarray, thresholds: Sequence[float]) -> np.ndarray:
    """Number of pairs with |r| above each threshold, int64 (len(thresholds),)."""
    r = np.abs(matrix[np.triu_indices(len(matrix), k=1)])
    return np.array([(r > threshold).sum() for threshold in thresholds], np.int64)


def threshold_counts(
    full: np.ndarray, subsets: Sequence[np.ndarray], thresholds: Sequence[float]
) -> pd.DataFrame:
    """Number of pairs with |r| above thresholds, and how much it varies between subsets.

    Args:
        full: Pearson matrix of all vectors.
        subsets: Pearson matrices of at least two subsets.
        thresholds: of |r|.

    Returns:
        Columns threshold, pairs (of the first subset), subsets_mean, subsets_std (over all
        subsets), all_vectors.
    """
    counts = np.stack([count_pairs(matrix, thresholds) for matrix in subsets])
    return pd.DataFrame(
        {
            "threshold": list(thresholds),
            "pairs": counts[0],
            "subsets_mean": counts.mean(axis=0),
            "subsets_std": counts.std(axis=0, ddof=1),
            "all_vectors": count_pairs(full, thresholds),
        }
    )
