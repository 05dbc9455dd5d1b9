"""Pearson matrices against NumPy, subsets and counts against brute force."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints.cloud.covariance import Covariance
from zpoints.correlations.matrix import (
    correlation,
    count_pairs,
    covariances,
    draw_subset,
    threshold_counts,
)
from zpoints.correlations.pairs import correlated_pairs
from zpoints.errors import StudyError


def pearson(vectors):
    covariance = Covariance.of(vectors)
    return correlation(covariance.mean, covariance.covariance)


def random_matrix(seed, size=9, holes=False):
    matrix = np.corrcoef(np.random.default_rng(seed).normal(size=(6, size)), rowvar=False)
    if holes:
        matrix[3] = matrix[:, 3] = np.nan
    return matrix


@settings(max_examples=60)
@given(size=st.integers(0, 50), vectors=st.integers(50, 300), seed=st.integers(0, 99))
def test_a_subset_is_drawn_without_replacement(size, vectors, seed):
    rows = draw_subset(vectors, size, np.random.default_rng(seed))
    assert rows.dtype == np.int64
    assert len(rows) == size
    assert (np.diff(rows) > 0).all()  # sorted, and none twice
    assert all(0 <= row < vectors for row in rows)
    again = draw_subset(vectors, size, np.random.default_rng(seed))
    assert (rows == again).all()


def test_every_row_is_drawn_equally_often():
    generator = np.random.default_rng(0)
    drawn = [draw_subset(20, 5, generator) for _ in range(4000)]
    counts = np.bincount(np.concatenate(drawn), minlength=20)
    assert np.abs(counts - 1000).max() < 5 * math.sqrt(4000 * 0.25 * 0.75)


def test_all_rows_may_be_drawn_but_no_more():
    generator = np.random.default_rng(0)
    assert (draw_subset(7, 7, generator) == np.arange(7)).all()
    with pytest.raises(StudyError, match=r"correlations\.vectors is 8, .* only 7 .*lower"):
        draw_subset(7, 8, generator)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [0, 300])
def test_pearson_agrees_with_numpy(dtype, offset):
    r = np.random.default_rng(1)
    vectors = (r.normal(size=(400, 12)) @ r.normal(size=(12, 12)) + offset).astype(dtype)
    found = pearson(vectors)
    assert found.dtype == np.float64
    assert np.allclose(found, np.corrcoef(vectors.astype(float), rowvar=False), atol=1e-10)
    assert (np.diag(found) == 1).all()
    assert np.abs(found).max() <= 1
    assert (found == found.T).all()


def test_planted_correlations_are_found():
    r = np.random.default_rng(2)
    z = r.normal(size=(50_000, 4))
    vectors = np.column_stack([z[:, 0], 0.8 * z[:, 0] + 0.6 * z[:, 1], -z[:, 0], z[:, 2]])
    found = pearson(vectors.astype(np.float32))
    expected = [[1, 0.8, -1, 0], [0.8, 1, -0.8, 0], [-1, -0.8, 1, 0], [0, 0, 0, 1]]
    assert np.allclose(found, expected, atol=4 / math.sqrt(50_000))


@pytest.mark.parametrize("value", [0, 0.1, -7.3, 1e-12, 1e12])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_constant_component_correlates_with_none(value, dtype):
    vectors = np.random.default_rng(3).normal(size=(77, 4)).astype(dtype)
    vectors[:, 2] = value
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = pearson(vectors)
    assert np.isnan(found[2]).all()
    assert np.isnan(found[:, 2]).all()
    rest = np.delete(np.arange(4), 2)
    expected = np.corrcoef(vectors[:, rest].astype(float), rowvar=False)
    assert np.allclose(found[np.ix_(rest, rest)], expected)


def test_a_small_variation_on_a_large_offset_is_no_constant():
    vectors = np.array([[1000, 1], [1000.001, 2], [1000.002, 3]])
    assert pearson(vectors)[0, 1] == pytest.approx(1)


def test_the_vectors_are_left_as_they_are():
    vectors = np.random.default_rng(3).normal(size=(9, 3))
    before = vectors.copy()
    pearson(vectors)
    assert (vectors == before).all()


@settings(max_examples=60)
@given(st.integers(0, 1000), st.lists(st.floats(0, 1), min_size=1), st.booleans())
def test_the_counts_above_thresholds_against_brute_force(seed, thresholds, holes):
    matrix = random_matrix(seed, holes=holes)
    assert count_pairs(matrix, thresholds).tolist() == [
        len(correlated_pairs(matrix, threshold)) for threshold in thresholds
    ]


def test_a_threshold_itself_is_not_above_it():
    matrix = np.array([[1, -0.5], [-0.5, 1]])
    assert count_pairs(matrix, [0.5, 0.4999]).tolist() == [0, 1]


def test_counts_of_subsets_and_of_all():
    subsets = [np.array([[1, r], [r, 1]]) for r in (0.7, -0.3, 0.5)]
    table = threshold_counts(np.array([[1, 0.4], [0.4, 1]]), subsets, [0.2, 0.6])
    assert table["threshold"].tolist() == [0.2, 0.6]
    assert table["pairs"].tolist() == [1, 1]
    np.testing.assert_allclose(table["subsets_mean"], [1, 1 / 3])
    np.testing.assert_allclose(table["subsets_std"], [0, np.sqrt(1 / 3)])
    assert table["all_vectors"].tolist() == [1, 0]


@given(st.integers(1, 70), st.integers(0, 100))
def test_all_subsets_in_one_pass(size, seed):
    random = np.random.default_rng(seed)
    vectors = (random.normal(size=(60, 3)) @ np.triu(np.ones((3, 3)))).astype(np.float32)
    draws = [draw_subset(60, count, random) for count in (5, 60, 31)]
    blocks = [(start, vectors[start : start + size]) for start in range(0, 60, size)]
    totals = [Covariance(3) for _ in draws]
    for start, block in blocks:
        for total, part in zip(totals, covariances(start, block, draws), strict=True):
            total.merge(part)
    for total, rows in zip(totals, draws, strict=True):
        matrix = correlation(total.mean, total.covariance)
        expected = np.corrcoef(vectors[rows].astype(float).T)
        np.testing.assert_allclose(matrix, expected, atol=1e-12)


@pytest.mark.parametrize("offset", [0, 1e4])
def test_correlations_of_long_blocks_are_those_of_numpy(offset):
    random = np.random.default_rng(4)
    vectors = random.normal(size=(5000, 60)) @ random.normal(size=(60, 60)) + offset
    assert np.allclose(pearson(vectors), np.corrcoef(vectors, rowvar=False), rtol=0, atol=1e-9)
