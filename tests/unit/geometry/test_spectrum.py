"""The table of the spectrum against NumPy."""

import numpy as np

from zpoints.cloud.cloud import principal_components
from zpoints.geometry.spectrum import spectrum_table


def table_of(vectors):
    covariance = np.cov(vectors.T, bias=True)
    return spectrum_table(principal_components(vectors.mean(axis=0), covariance))


def test_the_table_agrees_with_numpy():
    vectors = np.random.default_rng(1).normal(size=(300, 6)) @ np.diag([1, 2, 3, 4, 5, 6])
    table = table_of(vectors)
    expected = np.sort(np.linalg.eigvalsh(np.cov(vectors.T, bias=True)))[::-1]
    assert list(table) == ["rank", "variance", "cumulative"]
    np.testing.assert_allclose(table["variance"], expected)
    np.testing.assert_allclose(table["cumulative"], np.cumsum(expected) / expected.sum())
    assert table["rank"].tolist() == [1, 2, 3, 4, 5, 6]


def test_equal_vectors_have_no_variance_to_share():
    table = table_of(np.ones((50, 3)))
    assert (table[["variance", "cumulative"]] == 0).all(axis=None)
