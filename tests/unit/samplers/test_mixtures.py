"""A mixture finds clusters, keeps their shapes, and knows how many vectors it needs."""

import logging

import numpy as np
import pytest
from scipy import stats

from tests.unit.samplers.spaces import correlated, draw, known_of


def two_clusters(count=4000, z_dim=6):
    """Two narrow clusters on a diagonal: at -4 and at +4 along it."""
    random = np.random.default_rng(3)
    side = random.choice([-4.0, 4.0], (count, 1))
    return random.normal(size=(count, z_dim)) * 0.8 + side * np.ones(z_dim) / np.sqrt(z_dim)


def share_in_gap(vectors):
    return float((np.abs(vectors.sum(axis=1)) / np.sqrt(vectors.shape[1]) < 1.5).mean())


def test_a_mixture_finds_clusters_that_one_gaussian_does_not():
    known = known_of(two_clusters())
    # One Gaussian of std sqrt(4² + 0.8²) along the diagonal puts 28 % within 1.5 of the middle.
    expected = 2 * stats.norm.cdf(1.5 / np.hypot(4, 0.8)) - 1
    assert share_in_gap(draw("gaussian-full", known, 4000)) == pytest.approx(expected, abs=0.03)
    mixed = draw("gaussian-mixture", known, 4000, n=2, vectors=2000)
    assert share_in_gap(mixed) < 0.005
    assert (mixed.sum(axis=1) > 0).mean() == pytest.approx(0.5, abs=0.05)
    # Clusters are drawn in random order, not one after the other.
    assert 0.3 < (mixed[:200].sum(axis=1) > 0).mean() < 0.7
    np.testing.assert_allclose(np.cov(mixed.T), known.cloud.covariance, atol=0.35)


def test_a_mixture_keeps_the_shape_of_each_cluster():
    random = np.random.default_rng(5)
    narrow, wide = random.normal(size=(2, 3000, 2)) * [2, 0.3]
    turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    # A V: one stroke runs up, the other down.
    vectors = np.concatenate([narrow @ turn + [8, 0], wide @ turn.T - [8, 0]])
    drawn = draw("gaussian-mixture", known_of(vectors), 6000, n=2)
    for side in (1, -1):
        cluster = drawn[side * drawn[:, 0] > 0]
        expected = np.cov(vectors[side * vectors[:, 0] > 0].T)
        np.testing.assert_allclose(np.cov(cluster.T), expected, atol=0.25)


def test_a_mixture_leaves_no_direction_out():
    random = np.random.default_rng(0)
    known = known_of(random.normal(size=(3000, 4)) * [5, 3, 0.3, 0.2])
    drawn = draw("gaussian-mixture", known, 4000, n=3, share=0.9)
    np.testing.assert_allclose(drawn.std(axis=0), known.cloud.std, rtol=0.06)


def test_a_mixture_has_fewer_parts_where_vectors_are_few(caplog):
    known = known_of(correlated(count=30))
    with caplog.at_level(logging.WARNING, "zpoints"):
        drawn = draw("gaussian-mixture", known, 100, share=1)
    assert drawn.shape == (100, 6)
    assert "30 vectors along 5 directions allow 2 parts, not 8" in caplog.text
