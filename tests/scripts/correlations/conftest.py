"""Latent vectors, their cloud, and what the scripts `matrix` and `slices` make of them."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.latents import cloud_of, write_latents

from workflow.scripts.correlations.matrix import matrix
from workflow.scripts.correlations.slices import slices

SEED = [1, "study", "I", "correlate"]
MATRIX = {"vectors": 80, "subsets": 3, "thresholds": [0.1, 0.5], "pairs_above": 0.2}


@pytest.fixture(scope="session")
def case(tmp_path_factory):
    """Vectors (200, 5) of which two components correlate, and paths: folder, latents, cloud."""
    folder = tmp_path_factory.mktemp("case")
    vectors = np.random.default_rng(0).normal(size=(200, 5)) * [3, 1, 2, 0.5, 1]
    vectors[:, 4] -= vectors[:, 1]
    vectors = vectors.astype(np.float32)
    cloud = str(folder / "cloud.npz")
    cloud_of(vectors).save(cloud)
    return SimpleNamespace(
        vectors=vectors, folder=folder, latents=write_latents(folder, vectors), cloud=cloud
    )


@pytest.fixture(scope="session")
def correlated(case):
    """Paths of what the script `matrix` writes, by the names of the rule's outputs."""
    return run_matrix(case, case.folder, threads=1)


def run_matrix(case, folder, threads):
    """Run the script `matrix` and return its paths."""
    names = {"matrix": "npy", "full_matrix": "npy", "subset": "npy"}
    names |= {"pairs": "csv", "thresholds": "csv"}
    paths = {name: str(folder / f"{name}.{ending}") for name, ending in names.items()}
    matrix(case.latents, case.cloud, *paths.values(), **MATRIX, seed=SEED, threads=threads)
    return SimpleNamespace(**paths)


@pytest.fixture
def again(case, tmp_path):
    """The same by another run, with more threads."""
    return run_matrix(case, tmp_path, threads=3)


@pytest.fixture(scope="session")
def sliced(case, correlated):
    """Paths of the table of slices and of the vectors inside."""
    paths = str(case.folder / "slices.csv"), str(case.folder / "slices.npz")
    slices(case.latents, case.cloud, correlated.subset, *paths, pairs=[[1, 4], [0, 2]], limit=2)
    return paths
