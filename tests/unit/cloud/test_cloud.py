"""The cloud and its principal components against planted ones, SciPy and the vectors."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import spatial, stats
from support.latents import cloud_of

from zpoints.cloud.cloud import Cloud, matched_b, principal_components


def planted(count=20_000, seed=0):
    """Gaussian vectors with variances 9, 4, 1, 0.25 and 0 along random directions."""
    random = np.random.default_rng(seed)
    directions = stats.ortho_group.rvs(5, random_state=seed)
    centre = np.array([1.0, 0, 0, -2, 0.5])
    scale = np.array([3, 2, 1, 0.5, 0])
    return centre + (random.normal(size=(count, 5)) * scale) @ directions, directions


def principal_of(vectors):
    return cloud_of(vectors).principal


def test_principal_components_of_a_planted_cloud():
    vectors, directions = planted()
    principal = principal_of(vectors)
    np.testing.assert_allclose(principal.variance[:4], [9, 4, 1, 0.25], rtol=0.05)
    assert principal.rank == 4
    along = np.abs((principal.directions * directions).sum(axis=1))
    np.testing.assert_allclose(along, 1, atol=0.01)
    total = 9 + 4 + 1 + 0.25
    expected = total**2 / (81 + 16 + 1 + 0.0625)
    assert principal.participation_ratio == pytest.approx(expected, rel=0.05)
    assert [principal.count_for(share) for share in (0.5, 0.9, 0.95, 0.99, 1)] == [1, 2, 3, 4, 4]


def test_mahalanobis_agrees_with_scipy():
    vectors = np.random.default_rng(2).normal(size=(200, 3)) @ np.triu(np.ones((3, 3)))
    principal = principal_of(vectors)
    inverse = np.linalg.inv(np.cov(vectors.T, bias=True))
    expected = [spatial.distance.mahalanobis(v, vectors.mean(axis=0), inverse) for v in vectors]
    np.testing.assert_allclose(principal.mahalanobis(vectors), expected)


def test_whitened_vectors_are_uncorrelated_and_of_unit_variance():
    vectors, _ = planted(500)
    principal = principal_of(vectors)
    coordinates = principal.whiten(vectors)
    assert coordinates.shape == (500, 4)
    np.testing.assert_allclose(np.cov(coordinates.T, bias=True), np.eye(4), atol=1e-9)
    np.testing.assert_allclose(principal.whiten(vectors, 2), coordinates[:, :2], atol=1e-12)
    assert principal.whiten(vectors, 30).shape == (500, 4)


def test_the_largest_entry_of_each_direction_is_positive():
    directions = principal_of(planted(200)[0]).directions
    places = np.abs(directions).argmax(axis=1)
    assert (directions[np.arange(5), places] > 0).all()


def test_one_vector_and_equal_vectors_have_no_extent():
    for vectors in (np.ones((1, 3)), np.ones((50, 3))):
        principal = principal_of(vectors)
        assert principal.rank == 0
        assert principal.participation_ratio == 0
        assert principal.count_for(0.95) == 0
        np.testing.assert_array_equal(principal.mahalanobis(vectors), 0)


def test_what_a_cloud_says_of_its_vectors():
    vectors, _ = planted(300)
    cloud = cloud_of(vectors)
    assert cloud.z_dim == 5
    np.testing.assert_allclose(cloud.std, vectors.std(axis=0), atol=1e-12)
    assert cloud.matched_b == matched_b(cloud.mean_radius, 5)
    assert cloud.principal is cloud.principal  # computed once
    expected = principal_components(cloud.centre, cloud.covariance)
    assert (cloud.principal.directions == expected.directions).all()


def test_a_variance_that_rounding_made_negative_is_none():
    assert Cloud(9, np.zeros(1), np.array([[-1e-18]]), 0).std.tolist() == [0]


@given(st.integers(0, 500), st.integers(1, 8))
def test_components_by_share_are_in_the_order_of_their_mean_squares(seed, z_dim):
    random = np.random.default_rng(seed)
    scale = random.uniform(0.2, 2.5, z_dim)
    centre = random.normal(size=z_dim)
    vectors = (centre + random.normal(size=(300, z_dim)) * scale).astype(np.float32)
    squares = (vectors.astype(float) ** 2).mean(axis=0)
    order = cloud_of(vectors).by_share
    assert sorted(order) == list(range(z_dim))
    assert (np.diff(squares[order]) <= 0).all()


def test_components_of_equal_share_keep_their_order():
    assert Cloud(9, np.ones(4), np.eye(4), 1).by_share.tolist() == [0, 1, 2, 3]
    assert Cloud(9, np.array([-2.0, 1]), np.diag([0.0, 1]), 1).by_share.tolist() == [0, 1]


def test_the_matched_b_by_hand():
    assert matched_b(math.sqrt(256 / 3), 256) == pytest.approx(1)
    assert matched_b(9.23399 * 1.5, 256) == pytest.approx(1.5, rel=1e-3)
    assert matched_b(0, 16) == 0


def test_what_is_saved_is_loaded(tmp_path):
    cloud = cloud_of(planted(300)[0])
    cloud.save(tmp_path / "cloud.npz")
    again = Cloud.load(tmp_path / "cloud.npz")
    assert (again.vectors, again.mean_radius) == (cloud.vectors, cloud.mean_radius)
    assert (again.centre == cloud.centre).all()
    assert (again.covariance == cloud.covariance).all()
    with np.load(tmp_path / "cloud.npz", allow_pickle=False) as saved:
        assert saved.files == ["vectors", "centre", "covariance", "mean_radius"]
