"""Fidelity and variety of a set of images, from their nearest neighbours in a feature space."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from zpoints.quality.measures import LEVEL, rate_interval

SCORES = ("precision", "recall", "density", "coverage", "overlap", "overlap_low", "overlap_high")
# Sets that are drawn with replacement for an interval.
REPLICATES = 200


@dataclass(frozen=True)
class Neighbours:
    """Distances within and between a set of real points and a set of drawn ones.

    Around each point lies a ball that reaches to its k-th neighbour in its own set. Balls are
    closed.

    between: (n, m), of real from drawn points; real: (n, n) and drawn: (m, m), with infinity from
    a point to itself.
    """

    between: np.ndarray
    real: np.ndarray
    drawn: np.ndarray

    @classmethod
    def of(cls, real: np.ndarray, drawn: np.ndarray) -> "Neighbours":
        """Distances of points, real (n, d) and drawn (m, d)."""
        return cls(cdist(real, drawn), _within(real), _within(drawn))

    def scores(self, k: int) -> dict[str, float]:
        """Precision, recall (Kynkäänniemi et al. 2019), density, coverage (Naeem et al. 2020).

        Precision is the share of drawn points that lie in a ball of a real one; recall is the
        share of real points that lie in a ball of a drawn one; overlap is the smaller of the two.
        Density is the mean number of real balls around a drawn point, over k: 1 for equal
        distributions, possibly more. Coverage is the share of real balls that hold a drawn point.
        """
        in_real = self.between <= np.partition(self.real, k - 1)[:, k - 1 : k]
        in_drawn = self.between <= np.partition(self.drawn, k - 1)[:, k - 1]
        precision, recall = in_real.any(axis=0).mean(), in_drawn.any(axis=1).mean()
        return {
            "precision": float(precision),
            "recall": float(recall),
            "density": float(in_real.sum(axis=0).mean()) / k,
            "coverage": float(in_real.any(axis=1).mean()),
            "overlap": float(min(precision, recall)),
        }

    def overlap_interval(self, k: int, generator: np.random.Generator) -> tuple[float, float]:
        """95 % interval of the overlap, because both sets are samples.

        Both sets are drawn again with replacement, and balls with them: a point that is drawn
        twice counts twice as a neighbour of others, and not of itself. Balls of such sets are
        smaller, since their points come in clumps, so the overlaps are moved to have their mean
        at the measured one; the interval holds the middle 95 % of them. Near 0 and 1 they can all
        be equal, so it is never narrower than the interval of a rate of as many images.

        Args:
            k: number of neighbours.
            generator: of the sets.

        Returns:
            Lower and upper end, in [0, 1].
        """
        measured = self.scores(k)
        real, drawn = _Balls.of(self.real, k), _Balls.of(self.drawn, k)
        overlaps = np.empty(REPLICATES)
        for replicate in range(REPLICATES):
            first, second = real.weights(generator), drawn.weights(generator)
            in_real = self.between <= real.radii(first)[:, None]
            in_drawn = self.between <= drawn.radii(second)
            precision = in_real.any(axis=0) @ second / len(second)
            recall = in_drawn.any(axis=1) @ first / len(first)
            overlaps[replicate] = min(precision, recall)
        tails = (1 - LEVEL) / 2, (1 + LEVEL) / 2
        low, high = measured["overlap"] + np.quantile(overlaps, tails) - overlaps.mean()
        count = self.between.shape[1 if measured["precision"] <= measured["recall"] else 0]
        counted = rate_interval(round(measured["overlap"] * count), count)
        return max(0.0, min(float(low), counted[0])), min(1.0, max(float(high), counted[1]))


def neighbour_scores(
    real: np.ndarray, drawn: np.ndarray, k: int, generator: np.random.Generator
) -> dict[str, float | None]:
    """How a set of drawn points lies among real ones, see `Neighbours`.

    Args:
        real: (n, d).
        drawn: (m, d).
        k: number of neighbours; if a set has k points or fewer, it is lowered to the size of the
            smaller set less one.
        generator: of the sets that the interval of the overlap is taken from.

    Returns:
        SCORES; None where a set has fewer than two points. Some matrices (n, m) are held in memory.
    """
    k = min(k, len(real) - 1, len(drawn) - 1)
    if k < 1:
        return dict.fromkeys(SCORES)
    neighbours = Neighbours.of(real, drawn)
    low, high = neighbours.overlap_interval(k, generator)
    return {**neighbours.scores(k), "overlap_low": low, "overlap_high": high}


def _within(points: np.ndarray) -> np.ndarray:
    distances = cdist(points, points)
    np.fill_diagonal(distances, np.inf)
    return distances


@dataclass(frozen=True)
class _Balls:
    """The nearest neighbours of points, to find balls where points count more than once.

    neighbours: (n, m), nearest first; distances: of these; k: neighbours that a ball reaches to.
    """

    neighbours: np.ndarray
    distances: np.ndarray
    k: int

    @classmethod
    def of(cls, distances: np.ndarray, k: int) -> "_Balls":
        # So many that points that are drawn again have k neighbours among them, all but surely.
        count = min(len(distances) - 1, 6 * k + 30)
        order = np.argsort(distances, axis=1, kind="stable")[:, :count]
        return cls(order, np.take_along_axis(distances, order, axis=1), k)

    def weights(self, generator: np.random.Generator) -> np.ndarray:
        """How often each point is drawn, (n,)."""
        n = len(self.neighbours)
        return np.bincount(generator.integers(0, n, n), minlength=n)

    def radii(self, weights: np.ndarray) -> np.ndarray:
        """Radius of the ball of each point, (n,); -1, which no ball has, of points not drawn."""
        reached = np.cumsum(weights[self.neighbours], axis=1) >= self.k
        # Where the points that were drawn are too few, the ball reaches to the last of them.
        place = np.where(reached[:, -1], reached.argmax(axis=1), reached.shape[1] - 1)
        return np.where(weights > 0, self.distances[np.arange(len(place)), place], -1)
