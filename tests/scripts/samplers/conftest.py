"""Tiny models, latent vectors and what is known of them, as earlier steps write them."""

import numpy as np
import pandas as pd
import pytest
from support.linear_models import linear_model

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.stores.writer import Writer

Z_DIM, SIZE = 4, 16


@pytest.fixture(scope="session")
def encoder(tmp_path_factory):
    """Path of an encoder."""
    return linear_model(tmp_path_factory.mktemp("encoder") / "m.onnx", (SIZE, SIZE, 3), (Z_DIM,))


@pytest.fixture(scope="session")
def decoder(tmp_path_factory):
    """Path of a decoder."""
    return linear_model(tmp_path_factory.mktemp("decoder") / "m.onnx", (Z_DIM,), (SIZE, SIZE, 3))


@pytest.fixture(scope="session")
def vectors():
    """The latent vectors, (200, Z_DIM)."""
    random = np.random.default_rng(0)
    return random.normal(1, [3, 2, 1, 0.5], (200, Z_DIM)).astype(np.float32)


@pytest.fixture(scope="session")
def latents(tmp_path_factory, vectors):
    """Manifest of the store of the latent vectors."""
    manifest = tmp_path_factory.mktemp("latents") / "latents.json"
    with Writer(manifest, "latents", ("image", "component"), (Z_DIM,), "float32", 64) as writer:
        writer.append(vectors)
        writer.publish({}, {})
    return str(manifest)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory, vectors):
    """Path of the cloud of the latent vectors."""
    exact = vectors.astype(float)
    radius = np.linalg.norm(exact, axis=1).mean()
    path = tmp_path_factory.mktemp("cloud") / "cloud.npz"
    Cloud(len(exact), exact.mean(axis=0), np.cov(exact.T, bias=True), radius).save(path)
    return str(path)


@pytest.fixture(scope="session")
def components(tmp_path_factory):
    """Path of a table of the components."""
    path = tmp_path_factory.mktemp("components") / "components.csv"
    files.write_table(path, pd.DataFrame({"mode": [1.0] * Z_DIM, "half_width": [0.5] * Z_DIM}))
    return str(path)


@pytest.fixture(scope="session")
def empty_components(tmp_path_factory):
    """Path of a table of the components of which number 2 lies outside the histogram's range."""
    path = tmp_path_factory.mktemp("components") / "components.csv"
    values = [1.0, 1.0, np.nan, 1.0]
    files.write_table(path, pd.DataFrame({"mode": values, "half_width": values}))
    return str(path)
