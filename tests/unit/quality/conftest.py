"""Painted faces, and what is known of latent vectors."""

import numpy as np
import pytest

from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.dataset.painted.factors import draw_factors
from zpoints.dataset.painted.painting import paint


@pytest.fixture(scope="session")
def faces():
    """Painted faces, uint8 (60, 64, 64, 3)."""
    return paint(draw_factors(11, 0, 60), 64)


@pytest.fixture(scope="session")
def cloud_of():
    """Make the cloud of vectors (n, z_dim)."""

    def make(vectors):
        exact = vectors.astype(float)
        mean_radius = np.linalg.norm(exact, axis=1).mean()
        return Cloud(len(exact), exact.mean(axis=0), np.cov(exact.T, bias=True), mean_radius)

    return make


@pytest.fixture(scope="session")
def distances_of():
    """Measure the distances of vectors (n, z_dim) from the centre of a cloud."""

    def make(vectors, cloud):
        return Distances.of([cloud.principal.mahalanobis(vectors)], cloud.principal)

    return make
