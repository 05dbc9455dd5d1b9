"""Distances of a cloud's vectors and of the origin against SciPy."""

import numpy as np
import pytest
from scipy import spatial

from zpoints.cloud.cloud import principal_components
from zpoints.cloud.distances import Distances


def principal_of(vectors):
    covariance = np.cov(vectors.T, bias=True).reshape(vectors.shape[1], -1)
    return principal_components(vectors.mean(axis=0), covariance)


@pytest.fixture(scope="module")
def vectors():
    return 2 + np.random.default_rng(2).normal(size=(200, 3)) @ np.triu(np.ones((3, 3)))


def test_distances_agree_with_scipy(vectors):
    principal = principal_of(vectors)
    blocks = [principal.mahalanobis(block) for block in np.split(vectors, [1, 90])]
    distances = Distances.of(blocks, principal)
    inverse = np.linalg.inv(np.cov(vectors.T, bias=True))
    centre = vectors.mean(axis=0)
    expected = np.array([spatial.distance.mahalanobis(v, centre, inverse) for v in vectors])
    assert distances.rank == 3
    assert distances.origin == pytest.approx(
        spatial.distance.mahalanobis(np.zeros(3), centre, inverse)
    )
    squared = distances.squared
    assert squared.vectors == 200
    assert squared.mean == pytest.approx((expected**2).mean()) == pytest.approx(3)
    assert squared.quantile(1) == pytest.approx((expected**2).max())
    low, high = np.quantile(expected**2, [0.49, 0.51])
    assert low < squared.quantile(0.5) < high


def test_equal_vectors_have_no_distances():
    vectors = np.ones((5, 3))
    principal = principal_of(vectors)
    distances = Distances.of([principal.mahalanobis(vectors)], principal)
    assert (distances.squared.max, distances.origin, distances.rank) == (0, 0, 0)


def test_what_is_saved_is_loaded(tmp_path, vectors):
    principal = principal_of(vectors)
    distances = Distances.of([principal.mahalanobis(vectors)], principal)
    distances.save(tmp_path / "distances.npz")
    again = Distances.load(tmp_path / "distances.npz")
    assert (again.origin, again.rank) == (distances.origin, distances.rank)
    for name, array in distances.squared.arrays().items():
        assert (again.squared.arrays()[name] == array).all()
    with np.load(tmp_path / "distances.npz", allow_pickle=False) as saved:
        assert saved.files == ["counts", "first_bin", "moments", "origin", "rank"]
