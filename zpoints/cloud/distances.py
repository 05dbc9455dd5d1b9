"""Mahalanobis distances of all latent vectors from the centre of their cloud."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.cloud.cloud import PrincipalComponents
from zpoints.cloud.lengths import LengthStatistics


@dataclass(frozen=True)
class Distances:
    """How far the vectors of a cloud, and the origin, lie from its centre.

    squared: distribution of the squared Mahalanobis distances of all vectors; origin: distance of
    the origin; rank: number of directions in which the cloud extends.
    """

    squared: LengthStatistics
    origin: float
    rank: int

    @classmethod
    def of(cls, distances: Iterable[np.ndarray], principal: PrincipalComponents) -> "Distances":
        """Distances of a cloud from those of its vectors, which come in blocks.

        Args:
            distances: Mahalanobis distances of the vectors of each block, (n,).
            principal: principal components of the cloud.
        """
        squared = LengthStatistics()
        for block in distances:
            squared.update(block**2)
        origin = principal.mahalanobis(np.zeros((1, len(principal.centre))))[0]
        return cls(squared, float(origin), principal.rank)

    def save(self, path: str | Path) -> None:
        """Write an npz file, which `load` reads."""
        files.write_arrays(path, **self.squared.arrays(), origin=self.origin, rank=self.rank)

    @classmethod
    def load(cls, path: str | Path) -> "Distances":
        """The distances that `save` wrote."""
        arrays = files.read_arrays(path)
        squared = LengthStatistics.from_arrays(arrays)
        return cls(squared, float(arrays["origin"]), int(arrays["rank"]))
