"""The cloud of latent vectors as samplers and analyses see it: centre, covariance, directions."""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from zpoints import files

# Directions with less than this share of the largest variance are rounding, not data.
RANK_TOLERANCE = 1e-10


@dataclass(frozen=True)
class PrincipalComponents:
    """Principal components of a cloud, the largest variance first.

    centre: (z_dim,); variance: (z_dim,), never negative; directions: (z_dim, z_dim), one a row.
    """

    centre: np.ndarray
    variance: np.ndarray
    directions: np.ndarray

    @property
    def rank(self) -> int:
        """Number of directions in which the cloud extends at all."""
        largest = self.variance[0]
        return int((self.variance > largest * RANK_TOLERANCE).sum()) if largest > 0 else 0

    @property
    def participation_ratio(self) -> float:
        """(Σ λ)² / Σ λ²: the number of equal variances that would spread alike; 0 for a point."""
        squares = float((self.variance**2).sum())
        return float(self.variance.sum()) ** 2 / squares if squares > 0 else 0.0

    def count_for(self, share: float) -> int:
        """Least number of components that hold this share of the variance."""
        total = self.variance.sum()
        if total == 0:
            return 0
        cumulative = np.cumsum(self.variance) / total
        return int(np.searchsorted(cumulative, share * (1 - 1e-12)) + 1)

    def whiten(self, vectors: np.ndarray, count: int | None = None) -> np.ndarray:
        """Coordinates along the leading `count` directions (rank, if None) in units of their std.

        Args:
            vectors: (n, z_dim).
            count: at most the rank.

        Returns:
            float64 (n, count).
        """
        count = self.rank if count is None else min(count, self.rank)
        projected = (vectors - self.centre) @ self.directions[:count].T
        return projected / np.sqrt(self.variance[:count])

    def mahalanobis(self, vectors: np.ndarray) -> np.ndarray:
        """Mahalanobis distance from the centre within the cloud's own directions, float64 (n,)."""
        return np.sqrt((self.whiten(vectors) ** 2).sum(axis=1))


def principal_components(centre: np.ndarray, covariance: np.ndarray) -> PrincipalComponents:
    """Principal components from a mean (z_dim,) and a covariance (z_dim, z_dim)."""
    variance, directions = np.linalg.eigh(covariance)
    # The sign of an eigenvector is arbitrary: its largest entry is made positive.
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(len(variance))])
    return PrincipalComponents(
        centre=centre,
        variance=np.maximum(variance[::-1], 0),
        directions=(directions * signs).T[::-1],
    )


def matched_b(mean_radius: float, z_dim: int) -> float:
    """The b at which uniform vectors have this mean length: mean / sqrt(N/3)."""
    return mean_radius / math.sqrt(z_dim / 3)


@dataclass(frozen=True)
class Cloud:
    """What is known of the latent vectors of a case without looking at them again.

    vectors: their number; centre: their mean, (z_dim,); covariance: with divisor n,
    (z_dim, z_dim); mean_radius: mean of their lengths.
    """

    vectors: int
    centre: np.ndarray
    covariance: np.ndarray
    mean_radius: float

    @property
    def z_dim(self) -> int:
        """Number of components."""
        return len(self.centre)

    @property
    def std(self) -> np.ndarray:
        """Standard deviation of every component, (z_dim,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0))

    @cached_property
    def principal(self) -> PrincipalComponents:
        """Principal components."""
        return principal_components(self.centre, self.covariance)

    @property
    def by_share(self) -> np.ndarray:
        """Components by their share of the mean squared length, largest first, int64 (z_dim,)."""
        return np.argsort(-(self.centre**2 + np.diag(self.covariance)), kind="stable")

    @property
    def matched_b(self) -> float:
        """The b at which vectors from U[-b, b] have the mean length of these."""
        return matched_b(self.mean_radius, self.z_dim)

    def save(self, path: str | Path) -> None:
        """Write an npz file, which `load` reads."""
        files.write_arrays(
            path,
            vectors=self.vectors,
            centre=self.centre,
            covariance=self.covariance,
            mean_radius=self.mean_radius,
        )

    @classmethod
    def load(cls, path: str | Path) -> "Cloud":
        """The cloud that `save` wrote."""
        arrays = files.read_arrays(path)
        return cls(
            vectors=int(arrays["vectors"]),
            centre=arrays["centre"],
            covariance=arrays["covariance"],
            mean_radius=float(arrays["mean_radius"]),
        )
