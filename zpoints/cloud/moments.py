"""Mean and central moments of values that come in blocks, in constant memory."""

from collections.abc import Iterator, Mapping

import numpy as np

from zpoints.errors import StudyError

# Numbers worked on at once: their float64 copies stay in the processor's cache.
TILE = 65_536
# The same where a matrix product follows, whose cost for each tile is that of the matrix.
PRODUCT_TILE = 4 * TILE


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
        """Everything as arrays, for a file."""
        return {"count": np.array(self.count, np.int64), "mean": self.mean, "powers": self.powers}

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "Moments":
        """The moments whose `state` this is."""
        moments = cls()
        moments.count = int(state["count"])
        moments.mean, moments.powers = state["mean"], state["powers"]
        return moments


def finite_extremes(block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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
