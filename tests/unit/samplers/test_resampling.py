"""Real vectors, and real values put together anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.unit.samplers.spaces import correlated, draw, known_of


@pytest.mark.parametrize(("count", "block"), [(1, 50), (300, 7), (1000, 64), (2350, 1000)])
def test_permuted_takes_every_value_from_the_data(count, block):
    # Value v of component j is 1000 j + v, so that a value names its vector.
    vectors = np.arange(1000)[:, None] + 1000.0 * np.arange(4)
    drawn = draw("permuted", known_of(vectors, block), count)
    for j, component in enumerate(drawn.T):
        rows, times = np.unique(component - 1000 * j, return_counts=True)
        assert np.isin(rows, np.arange(1000)).all()
        # Every value is used as often as any other, or once more.
        assert len(rows) == min(count, 1000)
        assert times.max() - times.min() <= (count % 1000 > 0)
    if count == 1000:
        assert (np.sort(drawn, axis=0) == vectors).all()


def test_permuted_keeps_marginals_and_loses_correlations():
    vectors = correlated(z_dim=5)[:, :4]
    drawn = draw("permuted", known_of(vectors), len(vectors))
    assert (np.sort(drawn, axis=0) == np.sort(vectors, axis=0)).all()
    corner = np.triu_indices(4, 1)
    assert np.abs(np.corrcoef(vectors.T)[corner]).max() > 0.5
    assert np.abs(np.corrcoef(drawn.T)[corner]).max() < 5 / np.sqrt(len(vectors))


def test_interpolation_lies_on_segments():
    drawn = draw("interpolation", known_of(np.eye(7)), 500).astype(float)
    # On a segment between two unit vectors: two positive components that add up to 1.
    np.testing.assert_allclose(drawn.sum(axis=1), 1, atol=1e-6)
    assert ((drawn != 0).sum(axis=1) == 2).mean() > 0.98
    assert ((drawn != 0).sum(axis=1) <= 2).all()
    assert stats.kstest(drawn[drawn > 0], stats.uniform().cdf).pvalue > 0.001
    assert (drawn > 0).any(axis=0).all()


def test_latents_are_real_vectors():
    vectors = correlated(count=50)
    some = draw("latents", known_of(vectors), 20)
    assert len(np.unique(some, axis=0)) == 20
    rows = [np.flatnonzero((vectors == vector).all(axis=1)) for vector in some]
    assert all(len(row) == 1 for row in rows)
    # Twice as many and a few more: each twice, a few three times.
    _, times = np.unique(draw("latents", known_of(vectors), 110), axis=0, return_counts=True)
    assert len(times) == 50
    assert sorted(set(times)) == [2, 3]


@settings(max_examples=30, deadline=None)
@given(
    vectors=st.integers(1, 40),
    z_dim=st.integers(1, 5),
    count=st.integers(0, 60),
    block=st.integers(1, 50),
    seed=st.integers(0, 2**32),
)
def test_real_values_stay_in_their_component(vectors, z_dim, count, block, seed):
    data = np.random.default_rng(seed).normal(size=(vectors, z_dim)).astype(np.float32)
    known = known_of(data, block)
    for name in ("permuted", "latents"):
        drawn = draw(name, known, count, seed)
        for component, values in zip(drawn.T, data.T, strict=True):
            assert np.isin(component, values).all()
