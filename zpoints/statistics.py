"""Statistics of latent vectors that come in blocks, in memory that does not grow with the data.

All can be merged: statistics of disjoint sets of vectors add up to those of their union.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zpoints.errors import StudyError

if TYPE_CHECKING:  # jobs of shards have no table, and load in half the time without
    import pandas as pd

# Numbers worked on at once: their float64 copies stay in the processor's cache.
TILE = 65_536
# The same where a matrix product follows, whose cost for each tile is that of the matrix.
PRODUCT_TILE = 4 * TILE
# A correlation matrix whose eigenvalues have a smaller ratio is taken for singular: fourth moments
# lose digits with its square.
SINGULAR = 1e-6


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
        # In place, and few steps: memory traffic is what costs here.
        shifted = np.subtract(values, self.low, dtype=np.float64)
        shifted /= self.width
        shifted += 1.5
        np.clip(shifted, 0, self.count + 1, out=shifted)
        return shifted.astype(np.int64)  # never negative, so this rounds down


def tiles(vectors: np.ndarray, width: int, size: int) -> Iterator[np.ndarray]:
    """Cut vectors (n, ...) into stretches of about `size` numbers if each takes `width`."""
    rows = max(size // max(width, 1), 1)
    for start in range(0, len(vectors), rows):
        yield vectors[start : start + rows]


class Moments:
    """Number, mean and central moments up to order 4 of values that come in blocks.

    Kept in float64 about the mean and merged pairwise (Chan, Golub and LeVeque 1983; for orders 3
    and 4: Pébay 2008), so that a large offset costs no digits.
    """

    def __init__(self, shape: tuple[int, ...] = ()) -> None:
        """Start without values; `shape` is that of one value."""
        self.count = 0
        self.mean = np.zeros(shape)
        # Sums of the 2nd, 3rd and 4th powers of deviations from the mean.
        self.powers = np.zeros((3, *shape))

    @classmethod
    def of(cls, values: np.ndarray) -> "Moments":
        """Moments of values (n, *shape) that are at hand together."""
        moments = cls(values.shape[1:])
        n = moments.count = len(values)
        if n == 0:
            return moments
        # Powers are summed about a value near the mean, that of the first tile. Differences from
        # one of the values are exactly 0 where all are equal.
        width = values[0].size
        first = values[0].astype(np.float64)
        origin = first + (next(tiles(values, width, TILE)) - first).mean(axis=0)
        sums = np.zeros((4, *values.shape[1:]))
        for tile in tiles(values, width, TILE):
            deviation = tile - origin
            square = deviation * deviation
            sums[0] += deviation.sum(axis=0)
            sums[1] += square.sum(axis=0)
            sums[2] += np.einsum("i...,i...->...", square, deviation)
            sums[3] += np.einsum("i...,i...->...", square, square)
        shift = sums[0] / n
        moments.mean = origin + shift
        moments.powers = np.stack(
            [
                sums[1] - n * shift**2,
                sums[2] - 3 * shift * sums[1] + 2 * n * shift**3,
                sums[3] - 4 * shift * sums[2] + 6 * shift**2 * sums[1] - 3 * n * shift**4,
            ]
        )
        return moments

    def merge(self, other: "Moments") -> None:
        """Add the values that `other` has seen."""
        if other.count == 0:
            return
        a, b = self.count, other.count
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
        self.count = n

    def state(self) -> dict[str, np.ndarray]:
        """All of it as arrays, for a file."""
        return {"count": np.int64(self.count), "mean": self.mean, "powers": self.powers}

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "Moments":
        """The moments that `state` is of."""
        moments = cls()
        moments.count = int(state["count"])
        moments.mean, moments.powers = state["mean"], state["powers"]
        return moments


class LengthStatistics:
    """Distribution of one quantity that is never negative, over values that come in blocks.

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
        found = np.bincount(places - first)
        self._counts[first : first + len(found)] += found
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
        """All of it as arrays for an npz file, the bins without their empty ends."""
        filled = np.flatnonzero(self._counts)
        first, end = (filled[0], filled[-1] + 1) if len(filled) else (0, 0)
        moments = [self.moments.mean, *self.moments.powers, self.min, self.max]
        return {
            "counts": self._counts[first:end].copy(),
            "first_bin": np.int64(first),
            "moments": np.array(moments),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "LengthStatistics":
        """The statistics that `arrays` made these of."""
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


class ComponentStatistics:
    """Counts, moments and extremes of every component over vectors that come in blocks.

    Statistics of disjoint sets of vectors can be merged.
    """

    def __init__(self, z_dim: int, bins: Bins) -> None:
        """Start with no vectors of `z_dim` components."""
        self.bins = bins
        self.counts = np.zeros((z_dim, bins.count + 2), np.int64)
        self.moments = Moments((z_dim,))
        self.min = np.full(z_dim, np.inf)
        self.max = np.full(z_dim, -np.inf)

    @property
    def vectors(self) -> int:
        """Number of vectors."""
        return self.moments.count

    @classmethod
    def of(cls, block: np.ndarray, bins: Bins) -> "ComponentStatistics":
        """Statistics of vectors (n, z_dim) that are at hand together.

        Raises:
            StudyError: a value is not finite.
        """
        statistics = cls(block.shape[1], bins)
        if len(block) == 0:
            return statistics
        statistics.min, statistics.max = _finite_extremes(block)
        # One bincount for all components: each gets its own stretch of numbers.
        counts = statistics.counts.reshape(-1)
        offsets = np.arange(0, counts.size, bins.count + 2)
        for tile in tiles(block, block.shape[1], TILE):
            places = bins.index(tile)
            places += offsets
            counts += np.bincount(places.ravel(), minlength=counts.size)
        statistics.moments = Moments.of(block)
        return statistics

    def update(self, block: np.ndarray) -> None:
        """Add vectors, shape (n, z_dim); errors are those of `of`."""
        self.merge(self.of(block, self.bins))

    def merge(self, other: "ComponentStatistics") -> None:
        """Add the vectors that `other` has seen."""
        self.moments.merge(other.moments)
        self.counts += other.counts
        self.min = np.minimum(self.min, other.min)
        self.max = np.maximum(self.max, other.max)

    def state(self) -> dict[str, np.ndarray]:
        """All of it as arrays, for a file."""
        bins = np.array([self.bins.low, self.bins.high, self.bins.count])
        extremes = {"min": self.min, "max": self.max}
        return {"bins": bins, "counts": self.counts, **extremes, **self.moments.state()}

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "ComponentStatistics":
        """The statistics that `state` is of."""
        low, high, count = state["bins"].tolist()
        statistics = cls(len(state["counts"]), Bins(low, high, int(count)))
        statistics.counts = state["counts"]
        statistics.moments = Moments.from_state(state)
        statistics.min, statistics.max = state["min"], state["max"]
        return statistics

    def arrays(self) -> dict[str, np.ndarray]:
        """The histograms for an npz file: counts (z_dim, bins), underflow, overflow, centres."""
        return {
            "counts": self.counts[:, 1:-1],
            "underflow": self.counts[:, 0],
            "overflow": self.counts[:, -1],
            "centres": self.bins.centres,
        }

    def table(self, dominant: Mapping[str, float]) -> "pd.DataFrame":
        """One row a component.

        Args:
            dominant: thresholds "mode" and "half_width"; reaching one makes a component dominant.

        Returns:
            Columns component, mode, half_width, mean, std, skewness, excess_kurtosis, share,
            dominant, min, max, underflow, overflow, half_width_left, half_width_right, rank.
            Skewness and kurtosis of a constant component are empty (NaN). Rank 1 has the
            largest share of the mean squared length.
        """
        import pandas as pd

        if self.vectors == 0:
            raise StudyError("there are no latent vectors to describe; encode some images first.")
        inner = self.counts[:, 1:-1]
        mode, left, right = half_widths(inner, self.bins)
        variance, third, fourth = self.moments.powers / self.vectors
        second_moment = self.moments.mean**2 + variance
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
                "mean": self.moments.mean,
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


def _finite_extremes(block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least and largest value of each component, (z_dim,) each, of vectors (n, z_dim).

    Raises:
        StudyError: a value is not finite.
    """
    low, high = block.min(axis=0), block.max(axis=0)
    bad = np.flatnonzero(~(np.isfinite(low) & np.isfinite(high)))
    if len(bad):
        raise StudyError(
            f"component {bad[0]} of the latent vectors holds values that are not finite; the "
            "training diverged: lower training.learning_rate and train again."
        )
    return low, high


class Covariance:
    """Mean and covariance of vectors that come in blocks, in constant memory.

    Covariances of disjoint sets of vectors can be merged (Chan, Golub and LeVeque 1983). Sums are
    kept in float64.
    """

    def __init__(self, z_dim: int) -> None:
        """Start with no vectors of `z_dim` components."""
        self.vectors = 0
        self.mean = np.zeros(z_dim)
        # Sum of products of deviations from the mean.
        self.products = np.zeros((z_dim, z_dim))

    @classmethod
    def of(cls, block: np.ndarray) -> "Covariance":
        """Covariance of vectors (n, z_dim) that are at hand together.

        Raises:
            StudyError: a value is not finite.
        """
        covariance = cls(block.shape[1])
        if len(block) == 0:
            return covariance
        covariance.vectors = len(block)
        # Products about a vector of the block lose no digits to an offset that all vectors share.
        origin = block[0].astype(np.float64)
        total = np.zeros_like(origin)
        product = np.empty_like(covariance.products)
        deviations = None
        for tile in tiles(block, len(origin), PRODUCT_TILE):
            if deviations is None:
                deviations = np.empty(tile.shape)
            deviation = np.subtract(tile, origin, out=deviations[: len(tile)])
            total += np.ones(len(tile)) @ deviation
            # Of a matrix and its own transpose NumPy has BLAS compute one triangle, which is half
            # the work, and lets other threads run meanwhile (the functions of scipy.linalg.blas
            # do not).
            covariance.products += np.matmul(deviation.T, deviation, out=product)
        if not np.isfinite(np.diag(covariance.products)).all():
            _finite_extremes(block)  # names the component
        shift = total / len(block)
        covariance.mean = origin + shift
        covariance._add_outer(shift, -len(block))
        return covariance

    def update(self, block: np.ndarray) -> None:
        """Add vectors, shape (n, z_dim); errors are those of `of`."""
        self.merge(self.of(block))

    def merge(self, other: "Covariance") -> None:
        """Add the vectors that `other` has seen."""
        if other.vectors == 0:
            return
        total = self.vectors + other.vectors
        delta = other.mean - self.mean
        self.products += other.products
        self._add_outer(delta, self.vectors * other.vectors / total)
        self.mean = self.mean + delta * (other.vectors / total)
        self.vectors = total

    def state(self) -> dict[str, np.ndarray]:
        """All of it as arrays, for a file."""
        return {"vectors": np.int64(self.vectors), "centre": self.mean, "products": self.products}

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "Covariance":
        """The covariance that `state` is of."""
        covariance = cls(len(state["centre"]))
        covariance.vectors = int(state["vectors"])
        covariance.mean, covariance.products = state["centre"], state["products"]
        return covariance

    def _add_outer(self, vector: np.ndarray, weight: float) -> None:
        """Add the products of a vector with itself, weighted."""
        self.products += weight * np.outer(vector, vector)

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
        return correlation(self.mean, self.covariance)


def correlation(mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Pearson matrix in [-1, 1], (z_dim, z_dim); NaN for constant components.

    Args:
        mean: (z_dim,).
        covariance: (z_dim, z_dim).
    """
    std = np.sqrt(np.diag(covariance))
    # Rounding leaves a trace of variance in a constant component.
    std = np.where(std > np.abs(mean) * 1e-9, std, np.nan)
    matrix = np.clip(covariance / np.outer(std, std), -1, 1)
    np.fill_diagonal(matrix, np.where(np.isnan(std), np.nan, 1.0))
    return matrix


class MardiaMoments:
    """Moments of small vectors for Mardia's test of multivariate normality (Mardia 1970).

    Skewness is the squared norm of the third-moment tensor of the whitened vectors, kurtosis the
    mean of their fourth power of length: sums over vectors instead of over all pairs of them. The
    whitening is not known before the end, so full tensors are kept, about the mean: p⁴ / 4
    numbers for p dimensions.
    """

    def __init__(self, dimensions: int) -> None:
        """Start with no vectors of `dimensions` components."""
        self.dimensions = dimensions
        self.vectors = 0
        self.mean = np.zeros(dimensions)
        # Products of two components, each pair once, stand in the order of these.
        self._pairs = np.triu_indices(dimensions)
        pairs = len(self._pairs[0])
        # With z the deviation from the mean and v its pairs, sums of: zz', vz', vv'.
        self.second = np.zeros((dimensions, dimensions))
        self.third = np.zeros((pairs, dimensions))
        self.fourth = np.zeros((pairs, pairs))

    def update(self, vectors: np.ndarray) -> None:
        """Add vectors, shape (n, dimensions)."""
        if len(vectors) == 0:
            return
        other = MardiaMoments(self.dimensions)
        other.vectors = len(vectors)
        # Differences from one of the vectors are exactly 0 where all are equal.
        origin = vectors[0].astype(np.float64)
        other.mean = origin + (vectors - origin).mean(axis=0)
        first, second = self._pairs
        for tile in tiles(vectors, len(first), PRODUCT_TILE):
            deviation = tile - other.mean
            pairs = deviation[:, first] * deviation[:, second]
            other.second += deviation.T @ deviation
            other.third += pairs.T @ deviation
            other.fourth += pairs.T @ pairs
        self.merge(other)

    def merge(self, other: "MardiaMoments") -> None:
        """Add the vectors that `other` has seen."""
        if other.vectors == 0:
            return
        total = self.vectors + other.vectors
        mean = self.mean + (other.mean - self.mean) * (other.vectors / total)
        ours, theirs = self._about(mean), other._about(mean)
        self.second, self.third, self.fourth = (a + b for a, b in zip(ours, theirs, strict=True))
        self.vectors, self.mean = total, mean

    def result(self) -> dict[str, float]:
        """Outcome of the test.

        Returns:
            vectors, dimensions, skewness, skewness_p, kurtosis (its excess over p (p + 2)),
            kurtosis_p; NaN where there are too few vectors or all lie in a subspace.
        """
        # Imported here: it takes longer to load than most jobs take to count.
        from scipy import stats

        n, p = self.vectors, self.dimensions
        result = {"vectors": n, "dimensions": p}
        undefined = dict.fromkeys(("skewness", "skewness_p", "kurtosis", "kurtosis_p"), math.nan)
        if p == 0 or n <= p + 1:
            return result | undefined
        std = np.sqrt(np.diag(self.second) / n)
        if (std == 0).any():
            return result | undefined
        # The test does not depend on scales, but the precision of the inversion does.
        variance, directions = np.linalg.eigh(self.second / n / np.outer(std, std))
        if variance[0] < SINGULAR * variance[-1]:
            return result | undefined
        whitening = directions / np.sqrt(variance) / std[:, None]
        first, second = self._pairs
        tensor = np.empty((p, p, p))
        tensor[first, second] = tensor[second, first] = self.third
        for _ in range(3):  # whitens the first axis, and moves it to the end
            tensor = np.tensordot(tensor, whitening, (0, 0))
        skewness = float((tensor**2).sum()) / n**2
        # A pair of two components stands for both of its orders.
        weights = (whitening @ whitening.T)[first, second] * np.where(first == second, 1, 2)
        excess = float(weights @ self.fourth @ weights) / n - p * (p + 2)
        degrees = p * (p + 1) * (p + 2) / 6
        return result | {
            "skewness": skewness,
            "skewness_p": float(stats.chi2.sf(n * skewness / 6, degrees)),
            "kurtosis": excess,
            "kurtosis_p": float(2 * stats.norm.sf(abs(excess) / math.sqrt(8 * p * (p + 2) / n))),
        }

    def _about(self, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The sums of zz', vz' and vv' about another centre than the mean.

        With z + d in place of z, v becomes v + Lz + q; sums of z alone vanish about the mean.
        """
        n, d = self.vectors, self.mean - centre
        first, second = self._pairs
        rows = np.arange(len(first))
        linear = np.zeros_like(self.third)
        linear[rows, first] += d[second]
        linear[rows, second] += d[first]
        q, v = d[first] * d[second], self.second[first, second]
        mixed = self.third @ linear.T
        return (
            self.second + n * np.outer(d, d),
            self.third + np.outer(v, d) + linear @ self.second + n * np.outer(q, d),
            self.fourth
            + (mixed + mixed.T)
            + linear @ self.second @ linear.T
            + (np.outer(v, q) + np.outer(q, v))
            + n * np.outer(q, q),
        )
