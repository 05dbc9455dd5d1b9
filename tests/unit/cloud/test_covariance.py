"""Covariance of vectors in blocks against NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints.cloud.covariance import Covariance
from zpoints.errors import StudyError


@given(st.integers(1, 60), st.integers(0, 1000))
def test_streaming_covariance_does_not_depend_on_blocks(size, seed):
    vectors = np.random.default_rng(seed).normal(3, 2, size=(60, 4))
    whole, parts = Covariance(4), Covariance(4)
    whole.update(vectors)
    for start in reversed(range(0, 60, size)):
        parts.update(vectors[start : start + size])
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(whole.covariance, np.cov(vectors.T, bias=True), atol=1e-12)
    np.testing.assert_allclose(whole.mean, vectors.mean(axis=0), rtol=1e-12)


def test_covariance_of_nothing():
    empty = Covariance(2)
    empty.update(np.empty((0, 2)))
    with pytest.raises(StudyError, match="no latent vectors"):
        _ = empty.covariance


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [0, 1e4])
def test_covariances_of_long_blocks_are_those_of_numpy(dtype, offset):
    """More vectors than are worked on at once, far from the origin."""
    r = np.random.default_rng(4)
    vectors = (r.normal(size=(3000, 200)) @ r.normal(size=(200, 200)) + offset).astype(dtype)
    covariance = Covariance.of(vectors)
    expected = np.cov(vectors.astype(float), rowvar=False, bias=True)
    assert np.allclose(covariance.covariance, expected, rtol=0, atol=1e-9 * np.abs(expected).max())
    assert (covariance.covariance == covariance.covariance.T).all()
    assert np.allclose(covariance.mean, vectors.mean(axis=0, dtype=float), rtol=1e-12)


def test_the_vectors_are_left_as_they_are():
    vectors = np.random.default_rng(3).normal(size=(9, 3))
    before = vectors.copy()
    Covariance.of(vectors)
    assert (vectors == before).all()


def test_merging_leaves_the_other_as_it_is_and_an_empty_one_changes_nothing():
    vectors = np.random.default_rng(3).normal(size=(90, 3))
    one, other = Covariance.of(vectors[:50]), Covariance.of(vectors[50:])
    before = other.mean.copy(), other.products.copy()
    one.merge(other)
    products = one.products.copy()
    one.merge(Covariance(3))
    assert one.vectors == 90
    assert (one.products == products).all()
    assert (other.mean == before[0]).all()
    assert (other.products == before[1]).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused(bad):
    vectors = np.ones((50, 4), np.float32)
    covariance = Covariance.of(vectors)
    vectors[30, 1] = bad
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(StudyError, match=r"component 1 .*not finite"),
    ):
        covariance.update(vectors)
    assert covariance.vectors == 50


def test_a_state_is_the_covariance():
    vectors = np.random.default_rng(3).normal(size=(90, 3))
    covariance = Covariance.of(vectors)
    again = Covariance.from_state(covariance.state())
    assert again.vectors == 90
    assert (again.mean == covariance.mean).all()
    assert (again.covariance == covariance.covariance).all()
