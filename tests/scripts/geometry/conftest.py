"""Latent vectors in a store, and what earlier steps wrote of them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from support.latents import cloud_of, write_latents

from zpoints import files
from zpoints.cloud.distances import Distances


@pytest.fixture(scope="session")
def vectors():
    """The latent vectors, (200, 4)."""
    random = np.random.default_rng(0)
    return random.normal(1, [3, 2, 1, 0.5], (200, 4)).astype(np.float32)


@pytest.fixture(scope="session")
def paths(tmp_path_factory, vectors):
    """Paths of latents, cloud, distances and components."""
    folder = tmp_path_factory.mktemp("earlier")
    cloud = cloud_of(vectors)
    cloud.save(folder / "cloud.npz")
    distances = Distances.of([cloud.principal.mahalanobis(vectors)], cloud.principal)
    distances.save(folder / "mahalanobis.npz")
    components = {
        "skewness": stats.skew(vectors),
        "excess_kurtosis": stats.kurtosis(vectors),
        "dominant": [True, True, False, False],
    }
    files.write_table(folder / "components.csv", pd.DataFrame(components))
    return {
        "latents": write_latents(folder, vectors),
        "cloud": str(folder / "cloud.npz"),
        "distances": str(folder / "mahalanobis.npz"),
        "components": str(folder / "components.csv"),
    }
