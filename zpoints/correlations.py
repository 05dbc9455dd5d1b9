"""Pearson correlations between latent components."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zpoints.errors import StudyError
from zpoints.statistics import Covariance


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


def pairs_table(matrix: np.ndarray, above: float) -> pd.DataFrame:
    """Pairs i < j with |r| > `above`, sorted by |r|, strongest first; columns i, j, r."""
    i, j = np.triu_indices(len(matrix), k=1)
    r = matrix[i, j]
    keep = np.flatnonzero(np.abs(r) > above)  # never true for NaN
    keep = keep[np.argsort(-np.abs(r[keep]), kind="stable")]
    return pd.DataFrame({"i": i[keep], "j": j[keep], "r": r[keep]})


def count_pairs(matrix: np.ndarray, thresholds: Sequence[float]) -> np.ndarray:
    """Number of pairs with |r| above each threshold, int64 (len(thresholds),)."""
    r = np.abs(matrix[np.triu_indices(len(matrix), k=1)])
    return np.array([(r > threshold).sum() for threshold in thresholds], np.int64)


def covariances(start: int, block: np.ndarray, draws: Sequence[np.ndarray]) -> list[Covariance]:
    """Covariances of those vectors of a block that each subset holds.

    Args:
        start: row number of the first vector.
        block: (n, z_dim).
        draws: sorted row numbers of each subset.
    """
    chosen = []
    for rows in draws:
        first, last = np.searchsorted(rows, (start, start + len(block)))
        chosen.append(Covariance.of(block[rows[first:last] - start]))
    return chosen


def threshold_counts(
    everything: np.ndarray, subsets: Sequence[np.ndarray], thresholds: Sequence[float]
) -> pd.DataFrame:
    """Number of pairs with |r| above thresholds, and how far it depends on the subset.

    Args:
        everything: Pearson matrix of all vectors.
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
            "all_vectors": count_pairs(everything, thresholds),
        }
    )


def chosen_pairs(
    matrix: np.ndarray, pairs: Sequence[Sequence[int]], limit: int = 16
) -> list[tuple[int, int, float]]:
    """The given pairs with their r, or the strongest `limit` pairs if none are given.

    Raises:
        StudyError: a pair does not name two different components.
    """
    if not pairs:
        strongest = pairs_table(matrix, above=0).head(limit)
        return list(strongest.itertuples(index=False, name=None))
    for pair in pairs:
        _check_pair(pair, len(matrix), "correlations.pairs_figure.pairs")
    return [(i, j, float(matrix[i, j])) for i, j in pairs]


def dominance(centre: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Components by their share of the mean squared length, the largest first, int64 (z_dim,).

    Args:
        centre: mean of the vectors, (z_dim,).
        covariance: (z_dim, z_dim).
    """
    return np.argsort(-(centre**2 + np.diag(covariance)), kind="stable")


def slice_counts(
    vectors: np.ndarray, pair: tuple[int, int], limit: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """How many vectors remain as components must stay below a limit, one stage after another.

    Stage 1 asks all components but the two of the pair for |z| < limit, stage 2 the first of the
    pair as well, stage 3 both.

    Args:
        vectors: (m, z_dim).
        pair: two component numbers.
        limit: of the magnitude.

    Returns:
        Columns stage, component (the one that the stage adds; empty for stage 1), vectors, i, j,
        limit, drawn (m); and which vectors pass stage 1, bool (m,).

    Raises:
        StudyError: the pair does not name two different components.
    """
    _check_pair(pair, vectors.shape[1], "correlations.slices.pairs")
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


def _check_pair(pair: Sequence[int], z_dim: int, key: str) -> None:
    """The config is checked before any job, where it says how many components there are."""
    i, j = pair
    if i == j or max(i, j) >= z_dim:
        raise StudyError(
            f"{key} holds [{i}, {j}], but the latent vectors have the components 0 to {z_dim - 1}; "
            "give two different ones."
        )
