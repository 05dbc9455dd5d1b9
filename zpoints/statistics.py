"""Statistics of latent vectors that come in blocks, in memory that does not grow with the data.

All can be merged: statistics of disjoint sets of vectors add up to those of their union.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zpoints.errors import StudyError

# Vectors worked on at once: their float64 copies stay in the processor's cache.
TILE_VECTORS = 256


@dataclass(frozen=True)
class Bins:
    """Equal bins whose centres run from `low` to `high`; bins are closed below, open above."""

    low: float
    high: float
    count: int

    @property
    def width(self) -> float:
        """Distance of two centres."""
        return (self.high - self.low) / (self.count - 1)

    @property
    def centres(self) -> np.ndarray:
        """Shape (count,)."""
        return np.linspace(self.low, self.high, self.count)

    def index(self, values: np.ndarray) -> np.ndarray:
        """Bin of each value, shifted by one: 0 is underflow, count + 1 is overflow.

        Returns:
            int64, the shape of `values`.
        """
        shifted = np.floor((values.astype(np.float64) - self.low) / self.width + 0.5)
        return (np.clip(shifted, -1, self.count) + 1).astype(np.int64)


class ComponentStatistics:
    """Counts, moments and extremes of every component over vectors that come in blocks.

    Statistics of disjoint sets of vectors can be merged. Moments are kept in float64 about the
    mean and merged pairwise (Chan, Golub and LeVeque 1983; for orders 3 and 4: Pébay 2008).
    """

    def __init__(self, z_dim: int, bins: Bins) -> None:
        """Start with no vectors of `z_dim` components."""
        self.bins = bins
        self.vectors = 0
        self.counts = np.zeros((z_dim, bins.count + 2), np.int64)
        self.mean = np.zeros(z_dim)
        # Sums of the 2nd, 3rd and 4th powers of deviations from the mean.
        self.powers = np.zeros((3, z_dim))
        self.min = np.full(z_dim, np.inf)
        self.max = np.full(z_dim, -np.inf)

    def update(self, block: np.ndarray) -> None:
        """Add vectors, shape (n, z_dim).

        Raises:
            StudyError: a value is not finite.
        """
        for start in range(0, len(block), TILE_VECTORS):
            self._update_tile(block[start : start + TILE_VECTORS])

    def _update_tile(self, block: np.ndarray) -> None:
        other = ComponentStatistics(block.shape[1], self.bins)
        other.vectors = len(block)
        other.min = block.min(axis=0).astype(float)
        other.max = block.max(axis=0).astype(float)
        if not (np.isfinite(other.min).all() and np.isfinite(other.max).all()):
            bad = int(np.flatnonzero(~(np.isfinite(other.min) & np.isfinite(other.max)))[0])
            raise StudyError(
                f"component {bad} of the latent vectors holds values that are not finite; the "
                "training diverged: lower training.learning_rate and train again."
            )
        bins, z_dim = self.bins.count + 2, block.shape[1]
        # One bincount for all components: each gets its own stretch of numbers.
        flat = self.bins.index(block) + np.arange(z_dim) * bins
        other.counts = np.bincount(flat.ravel(), minlength=z_dim * bins).reshape(z_dim, bins)
        other.mean = block.mean(axis=0, dtype=np.float64)
        deviation = block - other.mean
        square = deviation * deviation
        other.powers = np.stack(
            [square.sum(axis=0), (square * deviation).sum(axis=0), (square * square).sum(axis=0)]
        )
        self.merge(other)

    def merge(self, other: "ComponentStatistics") -> None:
        """Add the vectors that `other` has seen."""
        if other.vectors == 0:
            return
        a, b = self.vectors, other.vectors
        n = a + b
        delta = other.mean - self.mean
        m2a, m3a, m4a = self.powers
        m2b, m3b, m4b = other.powers
        m2 = m2a + m2b + delta**2 * (a * b / n)
        m3 = m3a + m3b + delta**3 * (a * b * (a - b) / n**2) + 3 * delta * (a * m2b - b * m2a) / n
        m4 = (
            m4a
            + m4b
            + delta**4 * (a * b * (a * a - a * b + b * b) / n**3)
            + 6 * delta**2 * (a * a * m2b + b * b * m2a) / n**2
            + 4 * delta * (a * m3b - b * m3a) / n
        )
        self.powers = np.stack([m2, m3, m4])
        self.mean = self.mean + delta * (b / n)
        self.vectors = n
        self.counts = self.counts + other.counts
        self.min = np.minimum(self.min, other.min)
        self.max = np.maximum(self.max, other.max)

    def table(self, dominant: Mapping[str, float]) -> pd.DataFrame:
        """One row a component.

        Args:
            dominant: thresholds "mode" and "half_width"; reaching one makes a component dominant.

        Returns:
            Columns component, mode, half_width, mean, std, skewness, excess_kurtosis, share,
            dominant, min, max, underflow, overflow, half_width_left, half_width_right, rank.
            Skewness and kurtosis of a constant component are empty (NaN). Rank 1 has the
            largest share of the mean squared length.
        """
        if self.vectors == 0:
            raise StudyError("there are no latent vectors to describe; encode some images first.")
        inner = self.counts[:, 1:-1]
        mode, left, right = half_widths(inner, self.bins)
        variance, third, fourth = self.powers / self.vectors
        second_moment = self.mean**2 + variance
        with np.errstate(divide="ignore", invalid="ignore"):
            # A constant component has variance 0: its shape is undefined, not infinite.
            skewness = np.where(variance > 0, third / variance**1.5, np.nan)
            kurtosis = np.where(variance > 0, fourth / variance**2 - 3, np.nan)
        total = second_moment.sum()
        share = second_moment / total if total > 0 else np.zeros_like(second_moment)
        half_width = (left + right) / 2
        rank = np.empty(len(share), np.int64)
        rank[np.argsort(-share, kind="stable")] = np.arange(1, len(share) + 1)
        return pd.DataFrame(
            {
                "component": np.arange(len(share)),
                "mode": mode,
                "half_width": half_width,
                "mean": self.mean,
                "std": np.sqrt(variance),
                "skewness": skewness,
                "excess_kurtosis": kurtosis,
                "share": share,
                "dominant": (np.abs(mode) >= dominant["mode"])
                | (half_width >= dominant["half_width"]),
                "min": self.min,
                "max": self.max,
                "underflow": self.counts[:, 0],
                "overflow": self.counts[:, -1],
                "half_width_left": left,
                "half_width_right": right,
                "rank": rank,
            }
        )


def half_widths(counts: np.ndarray, bins: Bins) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mode and half widths at half maximum of histograms.

    On each side of the fullest bin (the first, if several) the crossing of half its height is
    interpolated linearly between bin centres; beyond the outermost bins the counts are taken
    for 0. The half of the full width is the mean of both sides.

    Args:
        counts: int (z_dim, bins.count), without underflow and overflow.
        bins: the bins.

    Returns:
        mode, left, right: each (z_dim,), in units of the values; NaN where a histogram is empty.
    """
    padded = np.pad(counts, ((0, 0), (1, 1))).astype(float)
    mode = np.full(len(counts), np.nan)
    sides = np.full((2, len(counts)), np.nan)
    for component, heights in enumerate(padded):
        peak = int(heights.argmax())
        if heights[peak] == 0:
            continue
        mode[component] = bins.centres[peak - 1]
        half = heights[peak] / 2
        for side, direction in enumerate((-1, 1)):
            place = peak
            while heights[place + direction] > half:
                place += direction
            inside, outside = heights[place], heights[place + direction]
            steps = abs(place - peak) + (inside - half) / (inside - outside)
            sides[side, component] = steps * bins.width
    return mode, sides[0], sides[1]


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
