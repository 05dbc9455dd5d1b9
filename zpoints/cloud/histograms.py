"""Number distributions of the components: counts in fixed bins, moments and extremes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.cloud.moments import TILE, Moments, finite_extremes, tiles


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

    @property
    def outside(self) -> int:
        """Number of values below or above all bins."""
        return int(self.counts[:, [0, -1]].sum())

    @classmethod
    def of(cls, block: np.ndarray, bins: Bins) -> "ComponentStatistics":
        """Statistics of vectors (n, z_dim) that are at hand together.

        Raises:
            StudyError: a value is not finite.
        """
        statistics = cls(block.shape[1], bins)
        if len(block) == 0:
            return statistics
        statistics.min, statistics.max = finite_extremes(block)
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
        """Everything as arrays, for a file."""
        bins = np.array([self.bins.low, self.bins.high, self.bins.count])
        extremes = {"min": self.min, "max": self.max}
        return {"bins": bins, "counts": self.counts, **extremes, **self.moments.state()}

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "ComponentStatistics":
        """The statistics whose `state` this is."""
        low, high, count = state["bins"].tolist()
        statistics = cls(len(state["counts"]), Bins(low, high, int(count)))
        statistics.counts = state["counts"]
        statistics.moments = Moments.from_state(state)
        statistics.min, statistics.max = state["min"], state["max"]
        return statistics

    def save(self, histogram: str | Path, moments: str | Path) -> None:
        """Write two npz files, which `load` reads.

        Args:
            histogram: of counts int64 (z_dim, bins), underflow and overflow (z_dim,), and the
                centres of the bins.
            moments: of min and max (z_dim,), and count, mean and powers as in `Moments`.
        """
        files.write_arrays(
            histogram,
            counts=self.counts[:, 1:-1],
            underflow=self.counts[:, 0],
            overflow=self.counts[:, -1],
            centres=self.bins.centres,
        )
        files.write_arrays(moments, min=self.min, max=self.max, **self.moments.state())

    @classmethod
    def load(cls, histogram: str | Path, moments: str | Path) -> "ComponentStatistics":
        """The statistics that `save` wrote."""
        counted, measured = files.read_arrays(histogram), files.read_arrays(moments)
        centres = counted["centres"]
        statistics = cls(len(counted["counts"]), Bins(centres[0], centres[-1], len(centres)))
        statistics.counts = np.column_stack(
            [counted["underflow"], counted["counts"], counted["overflow"]]
        )
        statistics.moments = Moments.from_state(measured)
        statistics.min, statistics.max = measured["min"], measured["max"]
        return statistics
