"""Lengths and distances of latent vectors: their distribution in constant memory."""

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.cloud.moments import Moments
from zpoints.errors import StudyError


def lengths(block: np.ndarray) -> np.ndarray:
    """Length of every vector, float64 (n,), of a block of shape (n, z_dim)."""
    return np.sqrt(np.einsum("ij,ij->i", block, block, dtype=np.float64))


class LengthStatistics:
    """Distribution of a quantity that is never negative, over values that come in blocks.

    For lengths and distances of vectors. Besides the moments it keeps counts in fixed logarithmic
    bins, so that quantiles and shares are known to 0.01 % of the value in constant memory, and
    statistics of disjoint sets of vectors can be merged. Values of 0, below the bins and above
    them are counted apart.
    """

    LOWEST, HIGHEST = 1e-9, 1e9
    WIDTH = 1e-4  # of a bin, in the natural logarithm
    BINS = math.ceil(math.log(HIGHEST / LOWEST) / WIDTH)

    def __init__(self) -> None:
        """Start with no values."""
        self.moments = Moments()
        self.min, self.max = math.inf, -math.inf
        # Zero, underflow, the bins, overflow.
        self._counts = np.zeros(self.BINS + 3, np.int64)

    def update(self, values: np.ndarray) -> None:
        """Add values, shape (n,).

        Raises:
            StudyError: a value is not finite.
            ValueError: a value is negative.
        """
        if len(values) == 0:
            return
        low, high = float(values.min()), float(values.max())
        if not (math.isfinite(low) and math.isfinite(high)):
            raise StudyError(
                "the latent vectors have lengths or distances that are not finite; the training "
                "diverged: lower training.learning_rate and train again."
            )
        if low < 0:
            raise ValueError(f"a negative length: {low}")
        self.min, self.max = min(self.min, low), max(self.max, high)
        values = values.astype(np.float64)
        places = np.zeros(len(values), np.int64)
        positive = values > 0
        logarithms = np.log(values[positive]) - math.log(self.LOWEST)
        places[positive] = np.clip(np.floor(logarithms / self.WIDTH), -1, self.BINS) + 2
        # The values of a block fill few of the bins: only that stretch is counted.
        first = places.min()
        stretch = np.bincount(places - first)
        self._counts[first : first + len(stretch)] += stretch
        self.moments.merge(Moments.of(values))

    def merge(self, other: "LengthStatistics") -> None:
        """Add the values that `other` has seen."""
        self.moments.merge(other.moments)
        self.min, self.max = min(self.min, other.min), max(self.max, other.max)
        self._counts += other._counts

    @property
    def vectors(self) -> int:
        """Number of values."""
        return self.moments.count

    @property
    def mean(self) -> float:
        """Mean of the values."""
        self._require_values()
        return float(self.moments.mean)

    @property
    def std(self) -> float:
        """Standard deviation with divisor n."""
        self._require_values()
        return math.sqrt(self.moments.powers[0] / self.vectors)

    @property
    def mean_error(self) -> float:
        """Standard error of the mean."""
        return self.std / math.sqrt(self.vectors)

    @property
    def std_error(self) -> float:
        """Standard error of the standard deviation, for any distribution; 0 if `std` is.

        The variance of the sample variance is (m4 - std⁴) / n (Kendall and Stuart, The Advanced
        Theory of Statistics, ch. 10).
        """
        std = self.std
        if std == 0:
            return 0.0
        excess = self.moments.powers[2] / self.vectors - std**4
        # Two equally frequent values have m4 = std⁴, but for rounding.
        return math.sqrt(max(excess, 0) / self.vectors) / (2 * std)

    def quantile(self, q: float | np.ndarray) -> np.ndarray:
        """Value below which lies a share `q` (any shape), interpolated within a bin."""
        edges, cumulative = self._distribution()
        return np.interp(q, cumulative / self.vectors, edges)

    def share_below(self, value: float | np.ndarray) -> np.ndarray:
        """Share of values below `value` (any shape), interpolated within a bin.

        Exactly 0 up to the smallest of the values and 1 above the largest.
        """
        edges, cumulative = self._distribution()
        inside = np.interp(value, edges, cumulative / self.vectors)
        # Where all values are equal, both edges of their bin are this value.
        return np.where(value <= self.min, 0.0, np.where(value > self.max, 1.0, inside))[()]

    def counts(self, every: int) -> tuple[np.ndarray, np.ndarray]:
        """Histogram in coarser bins, `every` of the fine ones together, where there are values.

        The edges of all statistics are from one series, so histograms can be compared and added.

        Returns:
            edges (m + 1,) and counts int64 (m,), without zeros, underflow and overflow; m may be
            0, with one edge.
        """
        coarse = np.add.reduceat(self._counts[2:-1], np.arange(0, self.BINS, every))
        filled = np.flatnonzero(coarse)
        first, end = (filled[0], filled[-1] + 1) if len(filled) else (0, 0)
        return self._edges(np.arange(first, end + 1) * every), coarse[first:end]

    def kolmogorov_smirnov(self, cdf: Callable[[np.ndarray], np.ndarray]) -> tuple[float, float]:
        """Largest distance between the distribution of the values and a given one, and its p-value.

        Both are compared at the edges of the filled bins, before and after what stands there, so
        the distance is known but for the share of values in one bin.

        Args:
            cdf: cumulative distribution function, array in, array out.

        Returns:
            statistic and two-sided p-value (exact distribution; Simard and L'Ecuyer 2011).
        """
        edges, cumulative = self._distribution()
        # Imported here: it takes longer to load than most jobs take to count.
        from scipy import stats

        distance = float(np.abs(cumulative / self.vectors - cdf(edges)).max())
        return distance, float(stats.kstwo.sf(distance, self.vectors))

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as arrays for an npz file, the bins without their empty ends."""
        filled = np.flatnonzero(self._counts)
        first, end = (filled[0], filled[-1] + 1) if len(filled) else (0, 0)
        moments = [self.moments.mean, *self.moments.powers, self.min, self.max]
        return {
            "counts": self._counts[first:end].copy(),
            "first_bin": np.array(first, np.int64),
            "moments": np.array(moments),
        }

    def save(self, path: str | Path) -> None:
        """Write what `load` reads."""
        files.write_arrays(path, **self.arrays())

    @classmethod
    def load(cls, path: str | Path) -> "LengthStatistics":
        """The statistics that `save` wrote."""
        return cls.from_arrays(files.read_arrays(path))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "LengthStatistics":
        """The statistics whose `arrays` these are."""
        result = cls()
        first, counts = int(arrays["first_bin"]), arrays["counts"]
        result._counts[first : first + len(counts)] = counts
        mean, *powers, low, high = arrays["moments"]
        result.moments.count = int(counts.sum())
        result.moments.mean = np.asarray(mean)
        result.moments.powers = np.array(powers)
        result.min, result.max = float(low), float(high)
        return result

    def _edges(self, places: np.ndarray) -> np.ndarray:
        return np.exp(math.log(self.LOWEST) + places * self.WIDTH)

    def _distribution(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper edge of each filled bin in turn, and how many values lie below."""
        self._require_values()
        filled = np.flatnonzero(self._counts)
        lower, upper = self._edges(filled - 2), self._edges(filled - 1)
        lower[filled <= 1] = 0
        upper[filled == 0] = 0
        upper[filled == self.BINS + 2] = math.inf
        edges = np.clip(np.column_stack([lower, upper]).ravel(), self.min, self.max)
        edges[0], edges[-1] = self.min, self.max
        after = np.cumsum(self._counts[filled])
        before = after - self._counts[filled]
        return edges, np.column_stack([before, after]).ravel()

    def _require_values(self) -> None:
        if self.vectors == 0:
            raise StudyError("there are no latent vectors to measure; encode some images first.")


def measure_lengths(blocks: Iterable[np.ndarray]) -> LengthStatistics:
    """Statistics of the lengths of vectors that come in blocks of shape (m, z_dim)."""
    statistics = LengthStatistics()
    for block in blocks:
        statistics.update(lengths(block))
    return statistics
