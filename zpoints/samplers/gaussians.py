"""Samplers that draw from one Gaussian with the mean and the spread of the data."""

import numpy as np

from zpoints.cloud.cloud import Cloud
from zpoints.samplers.draws import Known, Sampler, require


def gaussian_diagonal(known: Known, count: int, generator: np.random.Generator) -> np.ndarray:
    """Independent N(mean_j, std_j²)."""
    cloud = known.cloud_for("gaussian-diagonal", least=2)
    return cloud.centre + cloud.std * generator.standard_normal((count, known.z_dim))


def gaussian_full(known: Known, count: int, generator: np.random.Generator) -> np.ndarray:
    """N(mean, covariance), drawn along the directions in which the cloud extends at all."""
    cloud = known.cloud_for("gaussian-full", least=2)
    return along_principal(cloud, count, generator, stop=cloud.principal.rank)


def gaussian_pca(
    known: Known, count: int, generator: np.random.Generator, *, share: float
) -> np.ndarray:
    """N(mean, covariance) on the fewest principal components that hold `share` of the variance."""
    require(0 < share <= 1, "gaussian-pca", "share", share, "above 0 and at most 1")
    cloud = known.cloud_for("gaussian-pca", least=2)
    return along_principal(cloud, count, generator, stop=cloud.principal.count_for(share))


def along_principal(
    cloud: Cloud, count: int, generator: np.random.Generator, stop: int, start: int = 0
) -> np.ndarray:
    """Gaussian vectors about the centre along some of the principal components.

    Args:
        cloud: gives the centre, and variance and direction of the principal components.
        count: number of vectors.
        generator: decides everything that is random.
        stop: the principal component after the last; those beyond the rank are left out.
        start: the first principal component.

    Returns:
        float64 (count, z_dim).
    """
    principal = cloud.principal
    part = slice(start, min(stop, principal.rank))
    directions = np.sqrt(principal.variance[part, None]) * principal.directions[part]
    return cloud.centre + generator.standard_normal((count, len(directions))) @ directions


SAMPLERS: dict[str, Sampler] = {
    "gaussian-diagonal": gaussian_diagonal,
    "gaussian-full": gaussian_full,
    "gaussian-pca": gaussian_pca,
}
