"""Gaussian vectors have the moments of the data."""

import numpy as np
import pytest
from scipy import stats

from tests.unit.samplers.spaces import correlated, draw, known_of


@pytest.mark.parametrize("name", ["gaussian-diagonal", "gaussian-full", "gaussian-mixture"])
def test_gaussians_have_the_moments_of_the_data(name):
    count = 20_000
    known = known_of(correlated())
    cloud = known.cloud
    expected = cloud.covariance
    if name == "gaussian-diagonal":
        expected = np.diag(np.diag(expected))
    options = {"n": 1} if name == "gaussian-mixture" else {}
    drawn = draw(name, known, count, **options).astype(float)
    error = np.sqrt(np.diag(expected) / count)
    assert (np.abs(drawn.mean(axis=0) - cloud.centre) <= 5 * error + 1e-6).all()
    # Var of a sample covariance: (s_ii s_jj + s_ij²) / n.
    variance = np.diag(expected)
    error = np.sqrt((np.outer(variance, variance) + expected**2) / count)
    assert (np.abs(np.cov(drawn.T, bias=True) - expected) <= 5 * error + 1e-6).all()
    np.testing.assert_allclose(drawn[:, -1], 0.7, atol=1e-6)


def test_gaussian_full_draws_normal_vectors():
    known = known_of(correlated())
    principal = known.cloud.principal
    squared = principal.mahalanobis(draw("gaussian-full", known, 4000)) ** 2
    assert principal.rank == 5
    assert stats.kstest(squared, stats.chi2(5).cdf).pvalue > 0.001


def test_gaussian_pca_stays_in_the_leading_directions():
    random = np.random.default_rng(0)
    directions = stats.ortho_group.rvs(5, random_state=0)
    known = known_of(2 + (random.normal(size=(5000, 5)) * [3, 2, 1, 0.5, 0.1]) @ directions)
    cloud = known.cloud
    for share, rank in ((0.6, 1), (0.9, 2), (0.95, 3), (1, 5)):
        drawn = draw("gaussian-pca", known, 300, share=share)
        assert np.linalg.matrix_rank(drawn - cloud.centre, tol=1e-3) == rank
        rest = (drawn - cloud.centre) @ cloud.principal.directions[rank:].T
        np.testing.assert_allclose(rest, 0, atol=1e-5)
