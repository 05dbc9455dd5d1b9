"""Pearson correlations between latent components."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from zpoints.errors import StudyError


class Covariance:
    """Mean and covariance of vectors that come in blocks, in constant memory.

    Covariances of disjoint sets of vectors can be merged (Chan, Golub and LeVeque 1983). Sums are
    kept in float64.
    """

    def __init__(self, z_dim: int) -> None:
        """Start with no vectors of `z_dim` components."""
        self.vectors = 0
        self.mean = np.zeros(z_dim)
        # Sum of products of deviations from the mean, (z_dim, z_dim).
        self.products = np.zeros((z_dim, z_dim))

    def update(self, block: np.ndarray) -> None:
        """Add vectors, shape (n, z_dim)."""
        if len(block) == 0:
            return
        other = Covariance(len(self.mean))
        other.vectors = len(block)
        other.mean = block.mean(axis=0, dtype=np.float64)
        centred = block - other.mean
        other.products = centred.T @ centred
        self.merge(other)

    def merge(self, other: "Covariance") -> None:
        """Add the vectors that `other` has seen."""
        if other.vectors == 0:
            return
        total = self.vectors + other.vectors
        delta = other.mean - self.mean
        weight = self.vectors * other.vectors / total
        self.products = self.products + other.products + np.outer(delta, delta) * weight
        self.mean = self.mean + delta * (other.vectors / total)
        self.vectors = total

    @property
    def covariance(self) -> np.ndarray:
        """Covariance with divisor n, float64 (z_dim, z_dim).

        Raises:
            StudyError: there are no vectors.
        """
        if self.vectors == 0:
            raise StudyError("there are no latent vectors to correlate; encode some images first.")
        return self.products / self.vectors

    @property
    def correlation(self) -> np.ndarray:
        """Pearson matrix in [-1, 1]; NaN for constant components."""
        std = np.sqrt(np.diag(self.covariance))
        # Rounding leaves a trace of variance in a constant component.
        std = np.where(std > np.abs(self.mean) * 1e-9, std, np.nan)
        matrix = np.clip(self.covariance / np.outer(std, std), -1, 1)
        np.fill_diagonal(matrix, np.where(np.isnan(std), np.nan, 1.0))
        return matrix


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


def correlate_subsets(
    blocks: Iterable[tuple[int, np.ndarray]], z_dim: int, draws: Sequence[np.ndarray]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Pearson matrices of all vectors, and of subsets of them, in one pass.

    Args:
        blocks: (first row, vectors) of a store.
        z_dim: number of components.
        draws: sorted row numbers of each subset.

    Returns:
        The matrix of all vectors, and one matrix for each subset.
    """
    everything = Covariance(z_dim)
    subsets = [Covariance(z_dim) for _ in draws]
    for start, block in blocks:
        everything.update(block)
        for covariance, rows in zip(subsets, draws, strict=True):
            first, last = np.searchsorted(rows, (start, start + len(block)))
            covariance.update(block[rows[first:last] - start])
    return everything.correlation, [covariance.correlation for covariance in subsets]


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
    """The given pairs with their r, or the strongest `limit` pairs if none are given."""
    if not pairs:
        strongest = pairs_table(matrix, above=0).head(limit)
        return list(strongest.itertuples(index=False, name=None))
    return [(i, j, float(matrix[i, j])) for i, j in pairs]
