"""The cloud and the lengths of all shards together."""

import numpy as np
import pytest

from workflow.scripts.cloud.covariance import covariance
from workflow.scripts.cloud.covariance_shard import covariance_shard
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.lengths import LengthStatistics
from zpoints.shards import Shard


def test_the_cloud_is_that_of_all_vectors(tmp_path, latents, vectors):
    paths = [tmp_path / f"shard-{number}.npz" for number in (1, 2, 3)]
    for number, path in enumerate(paths, 1):
        covariance_shard(latents, path, Shard(number, 3), threads=1)
    covariance(latents, paths, tmp_path / "cloud.npz", tmp_path / "lengths.npz")
    cloud = Cloud.load(tmp_path / "cloud.npz")
    norms = np.linalg.norm(vectors.astype(float), axis=1)
    assert cloud.vectors == 200
    assert cloud.mean_radius == pytest.approx(norms.mean())
    np.testing.assert_allclose(cloud.centre, vectors.mean(axis=0, dtype=float))
    np.testing.assert_allclose(cloud.covariance, np.cov(vectors.T.astype(float), bias=True))
    lengths = LengthStatistics.load(tmp_path / "lengths.npz")
    assert lengths.mean == cloud.mean_radius
    assert lengths.std == pytest.approx(norms.std())
