"""Histograms of all shards together."""

import logging

import numpy as np
import pytest

from workflow.scripts.cloud.histogram import histogram
from workflow.scripts.cloud.histogram_shard import histogram_shard
from zpoints.cloud.histograms import ComponentStatistics
from zpoints.logs import logger
from zpoints.shards import Shard


def run(folder, latents, settings):
    paths = [folder / f"shard-{number}.npz" for number in (1, 2, 3)]
    for number, path in enumerate(paths, 1):
        histogram_shard(latents, path, Shard(number, 3), threads=1, **settings)
    counts, moments = folder / "histogram.npz", folder / "moments.npz"
    histogram(latents, paths, counts, moments, **settings)
    return ComponentStatistics.load(counts, moments)


def test_the_histogram_is_that_of_all_vectors(tmp_path, latents, vectors):
    statistics = run(tmp_path, latents, {"range": [-4, 4], "bins": 9})
    edges = np.arange(-4.5, 5)
    for counts, values in zip(statistics.counts, vectors.T, strict=True):
        assert (counts[1:-1] == np.histogram(values, edges)[0]).all()
    assert (statistics.min == vectors.min(axis=0)).all()
    np.testing.assert_allclose(statistics.moments.mean, vectors.mean(axis=0, dtype=float))
    variance = statistics.moments.powers[0] / 200
    np.testing.assert_allclose(variance, vectors.var(axis=0, dtype=float))


@pytest.mark.parametrize(("reach", "warned"), [(4, True), (40, False)])
def test_values_beyond_the_range_are_told(tmp_path, latents, vectors, caplog, reach, warned):
    logger.addHandler(caplog.handler)
    try:
        with caplog.at_level(logging.WARNING, logger="zpoints"):
            run(tmp_path, latents, {"range": [-reach, reach], "bins": 2 * reach + 1})
    finally:
        logger.removeHandler(caplog.handler)
    outside = ((vectors < -4.5) | (vectors >= 4.5)).sum()
    text = f"{outside} values lie beyond distributions.histogram.range [-4, 4]; the data span"
    assert (text in caplog.text) == warned
    assert bool(caplog.text) == warned
