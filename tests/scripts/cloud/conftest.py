"""Latent vectors in a store."""

import numpy as np
import pytest
from support.latents import write_latents


@pytest.fixture(scope="session")
def vectors():
    """The latent vectors, (200, 4); some lie beyond the bins of the tests."""
    random = np.random.default_rng(0)
    return random.normal(1, [3, 2, 1, 0.5], (200, 4)).astype(np.float32)


@pytest.fixture(scope="session")
def latents(tmp_path_factory, vectors):
    """Manifest of the store of the latent vectors."""
    return write_latents(tmp_path_factory.mktemp("latents"), vectors)
