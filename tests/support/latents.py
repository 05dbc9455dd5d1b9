"""Latent vectors as earlier steps leave them: a store, and the cloud."""

import numpy as np

from zpoints.cloud.cloud import Cloud
from zpoints.cloud.covariance import Covariance
from zpoints.stores.writer import Writer


def write_latents(folder, vectors, chunk=64):
    """Write a store of vectors (n, z_dim) and return the path of its manifest."""
    manifest = folder / "latents.json"
    dimensions = ("image", "component")
    with Writer(manifest, "latents", dimensions, vectors.shape[1:], "float32", chunk) as writer:
        writer.append(vectors.astype(np.float32))
        writer.publish({}, {})
    return str(manifest)


def cloud_of(vectors):
    """The cloud of vectors (n, z_dim)."""
    covariance = Covariance.of(vectors)
    radius = float(np.linalg.norm(vectors.astype(float), axis=1).mean())
    return Cloud(covariance.vectors, covariance.mean, covariance.covariance, radius)
