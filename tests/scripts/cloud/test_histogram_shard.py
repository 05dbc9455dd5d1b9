"""What the job of a shard counts."""

import numpy as np

from workflow.scripts.cloud.histogram_shard import histogram_shard
from zpoints import shards
from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.shards import Shard
from zpoints.stores.reader import open_store


def test_shards_hold_the_statistics_of_their_vectors(tmp_path, latents, vectors):
    paths = [tmp_path / f"{number}.npz" for number in (1, 2)]
    for number, path in enumerate(paths, 1):
        histogram_shard(latents, path, Shard(number, 2), threads=2, range=[-4, 4], bins=9)
    states = list(shards.load(paths, 200, open_store(latents).digest("latents")))
    for state, own in zip(states, (vectors[:128], vectors[128:]), strict=True):
        expected = ComponentStatistics.of(own, Bins(-4, 4, 9))
        statistics = ComponentStatistics.from_state(state)
        assert (statistics.counts == expected.counts).all()
        assert (statistics.max == own.max(axis=0)).all()
        np.testing.assert_allclose(statistics.moments.powers, expected.moments.powers)
