"""Sampler that draws from several Gaussians, fitted to the data."""

import logging
import math
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from zpoints.samplers.draws import Known, Sampler, require
from zpoints.samplers.gaussians import along_principal

logger = logging.getLogger("zpoints")

NAME = "gaussian-mixture"


def gaussian_mixture(
    known: Known,
    count: int,
    generator: np.random.Generator,
    *,
    n: int,
    vectors: int,
    share: float,
) -> np.ndarray:
    """A mixture of n full-covariance Gaussians, fitted to at most `vectors` vectors by EM.

    The mixture describes the leading principal components, those with `share` of the variance;
    along the others, which are mostly noise, the draw is one Gaussian. Each part of the mixture
    needs more vectors than it has directions: n is lowered (with a line in the log) where there
    are fewer than twice as many.
    """
    for option, value in (("n", n), ("vectors", vectors)):
        require(value >= 1, NAME, option, value, "at least 1")
    require(0 < share <= 1, NAME, "share", share, "above 0 and at most 1")
    cloud, data = known.cloud_for(NAME, least=2), known.vectors_for(NAME, least=2)
    principal = cloud.principal
    leading = min(principal.count_for(share), principal.rank)
    rows = np.sort(generator.choice(data.count, min(vectors, data.count), replace=False))
    parts = _possible_parts(n, len(rows), leading)
    minor = along_principal(cloud, count, generator, start=leading, stop=principal.rank)
    if leading == 0 or parts == 1:
        return minor + along_principal(cloud, count, generator, stop=leading) - cloud.centre
    # One scale for all directions: whitened, the clusters would drown in the many small ones.
    scale = math.sqrt(principal.variance[0])
    directions = principal.directions[:leading]
    coordinates = (data.take(rows) - cloud.centre) @ directions.T / scale
    weights, means, covariances = _fit(coordinates, parts, generator)
    part = generator.choice(parts, count, p=weights)
    points = generator.standard_normal((count, leading))
    for k in range(parts):
        points[part == k] = means[k] + points[part == k] @ np.linalg.cholesky(covariances[k]).T
    return minor + scale * points @ directions


def _possible_parts(n: int, vectors: int, directions: int) -> int:
    """Number of parts, at most n, to each of which there are enough vectors to fit it."""
    possible = max(1, min(n, vectors // (2 * (directions + 1))))
    if possible < n:
        logger.warning(
            "gaussian-mixture: %d vectors along %d directions allow %d parts, not %d",
            vectors,
            directions,
            possible,
            n,
        )
    return possible


def _fit(
    coordinates: np.ndarray, n: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights (n,), means (n, p) and covariances (n, p, p) of a mixture fitted to (m, p)."""
    mixture = GaussianMixture(n, max_iter=50, random_state=int(generator.integers(2**31)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        mixture.fit(coordinates)
    vectors, directions = coordinates.shape
    logger.info(
        "gaussian-mixture: %d parts, %d vectors, %d directions, %s after %d iterations",
        n,
        vectors,
        directions,
        "converged" if mixture.converged_ else "stopped",
        mixture.n_iter_,
    )
    return mixture.weights_, mixture.means_, mixture.covariances_


SAMPLERS: dict[str, Sampler] = {NAME: gaussian_mixture}
