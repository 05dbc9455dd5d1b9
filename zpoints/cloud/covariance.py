"""Mean and covariance of latent vectors that come in blocks."""

from collections.abc import Mapping

import numpy as np

from zpoints.cloud.moments import PRODUCT_TILE, finite_extremes, tiles
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
            finite_extremes(block)  # names the component
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
        """Everything as arrays, for a file."""
        return {
            "vectors": np.array(self.vectors, np.int64),
            "centre": self.mean,
            "products": self.products,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "Covariance":
        """The covariance whose `state` this is."""
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
