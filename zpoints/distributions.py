"""Number distributions of latent components and of vector lengths, in one pass over blocks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.integrate import quad

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


def uniform_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Exact mean and standard deviation of the length R of uniform vectors from [-b, b]^z_dim.

    With x uniform in [-1, 1], E exp(-u² x²) = sqrt(π) erf(u) / (2 u) =: g(u), and the mean of the
    root of a sum of N such squares is (1 / sqrt(π)) ∫ (1 - g(u)^N) / u² du over u > 0. For large N
    this is b sqrt(N/3) (1 - 1/(10 N)), and the std is (b / sqrt(15)) (1 + 0.207 / N).
    """

    def integrand(u: float) -> float:
        if u < 0.5:  # g(u) - 1 by its series: near 0 the difference would lose digits
            terms = ((-u * u) ** k / math.factorial(k) / (2 * k + 1) for k in range(1, 12))
            log_g = math.log1p(math.fsum(terms))
        else:
            log_g = math.log(math.sqrt(math.pi) * math.erf(u) / (2 * u))
        return -math.expm1(z_dim * log_g) / u**2

    # Smooth up to where z_dim u² / 3 is a few, falling as 1 / u² beyond.
    bend = 6 / math.sqrt(z_dim)
    ends = ((0, bend), (bend, np.inf))
    parts = [quad(integrand, *end, epsabs=0, epsrel=1e-11, limit=200)[0] for end in ends]
    mean = sum(parts) / math.sqrt(math.pi)
    return b * mean, b * math.sqrt(z_dim / 3 - mean**2)


def matched_b(mean_radius: float, z_dim: int) -> float:
    """The b at which uniform vectors have this mean length: mean / sqrt(N/3)."""
    return mean_radius / math.sqrt(z_dim / 3)


def radii(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """Length of every vector, float64 (n,), from blocks of shape (m, z_dim)."""
    return np.concatenate(
        [np.sqrt(np.einsum("ij,ij->i", block, block, dtype=np.float64)) for block in blocks]
    )


def uniform_blocks(
    b: float, z_dim: int, vectors: int, generator: np.random.Generator, block: int = 8192
) -> Iterable[np.ndarray]:
    """Uniform float32 vectors from [-b, b]^z_dim in blocks of (block, z_dim)."""
    for start in range(0, vectors, block):
        size = (min(block, vectors - start), z_dim)
        yield (generator.random(size, np.float32) * 2 - 1) * np.float32(b)


def radius_row(source: str, b: float, lengths: np.ndarray, z_dim: int) -> dict[str, float | str]:
    """One row of the table of vector lengths.

    Args:
        source: "latents" or "uniform".
        b: half side of the cube; NaN for latents.
        lengths: (n,).
        z_dim: number of components.
    """
    exact = uniform_radius(b, z_dim) if source == "uniform" else (math.nan, math.nan)
    return {
        "source": source,
        "b": b,
        "mean": lengths.mean(),
        "std": lengths.std(),
        "exact_mean": exact[0],
        "exact_std": exact[1],
        "vectors": len(lengths),
        "b_matched": matched_b(lengths.mean(), z_dim),
    }


def length_histograms(lengths: Sequence[np.ndarray], bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Histograms of several sets of lengths on common logarithmic edges.

    On a logarithmic scale all cubes have peaks of one width: std / mean does not depend on b.
    Lengths of 0 have no place on it and are left out.

    Returns:
        edges: (bins + 1,), from below the shortest to above the longest vector.
        shares: (sets, bins), share of a set in each bin.
    """
    positive = np.concatenate([values[values > 0] for values in lengths])
    low, high = (positive.min(), positive.max()) if len(positive) else (1.0, 1.0)
    edges = np.geomspace(low * 0.99, high * 1.01, bins + 1)
    return edges, np.stack([np.histogram(values, edges)[0] / len(values) for values in lengths])
