"""What the job of a shard sums up."""

import numpy as np

from workflow.scripts.cloud.covariance_shard import covariance_shard
from zpoints import shards
from zpoints.cloud.covariance import Covariance
from zpoints.cloud.lengths import LengthStatistics
from zpoints.shards import Shard
from zpoints.stores.reader import open_store


def test_shards_hold_the_sums_of_their_vectors(tmp_path, latents, vectors):
    paths = [tmp_path / f"{number}.npz" for number in (1, 2)]
    for number, path in enumerate(paths, 1):
        covariance_shard(latents, path, Shard(number, 2), threads=2)
    states = list(shards.load(paths, 200, open_store(latents).digest("latents")))
    for state, own in zip(states, (vectors[:128], vectors[128:]), strict=True):
        covariance, lengths = Covariance.from_state(state), LengthStatistics.from_arrays(state)
        expected = np.cov(own.T.astype(float), bias=True)
        np.testing.assert_allclose(covariance.covariance, expected, atol=1e-12)
        norms = np.linalg.norm(own.astype(float), axis=1)
        assert (lengths.vectors, lengths.min) == (len(own), norms.min())
