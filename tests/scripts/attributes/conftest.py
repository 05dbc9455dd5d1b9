"""Planted vectors and attributes, as earlier steps leave them."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.latents import cloud_of, write_latents

from workflow.scripts.attributes.attribute_correlations import attribute_correlations


@pytest.fixture
def make(tmp_path):
    """Write vectors and attributes, and the table of their correlations; call it with both."""

    def run(z, y, chunk=64, threads=1):
        names = ("cloud.npz", "known.csv", "attributes.csv")
        cloud, known, table = (str(tmp_path / name) for name in names)
        cloud_of(z).save(cloud)
        y = y.copy()
        y.insert(0, "image", np.arange(len(y)))
        y.to_csv(known, index=False)
        latents = write_latents(tmp_path, z, chunk)
        attribute_correlations(latents, cloud, known, table, alpha=0.01, threads=threads)
        return SimpleNamespace(table=table, folder=tmp_path)

    return run
