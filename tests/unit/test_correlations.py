"""Pearson correlations against NumPy, and tables against brute force."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints import correlations
from zpoints.errors import StudyError
from zpoints.statistics import Covariance


def pearson(vectors):
    covariance = Covariance(vectors.shape[1])
    covariance.update(vectors)
    return covariance.correlation


def random_matrix(seed, size=9, holes=False):
    matrix = np.corrcoef(np.random.default_rng(seed).normal(size=(6, size)), rowvar=False)
    if holes:
        matrix[3] = matrix[:, 3] = np.nan
    return matrix


@settings(max_examples=60)
@given(size=st.integers(0, 50), vectors=st.integers(50, 300), seed=st.integers(0, 99))
def test_a_subset_is_drawn_without_replacement(size, vectors, seed):
    rows = correlations.draw_subset(vectors, size, np.random.default_rng(seed))
    assert rows.dtype == np.int64
    assert len(rows) == size
    assert (np.diff(rows) > 0).all()  # sorted, and none twice
    assert all(0 <= row < vectors for row in rows)
    again = correlations.draw_subset(vectors, size, np.random.default_rng(seed))
    assert (rows == again).all()


def test_every_row_is_drawn_equally_often():
    generator = np.random.default_rng(0)
    drawn = [correlations.draw_subset(20, 5, generator) for _ in range(4000)]
    counts = np.bincount(np.concatenate(drawn), minlength=20)
    assert np.abs(counts - 1000).max() < 5 * math.sqrt(4000 * 0.25 * 0.75)


def test_all_rows_may_be_drawn_but_no_more():
    generator = np.random.default_rng(0)
    assert (correlations.draw_subset(7, 7, generator) == np.arange(7)).all()
    with pytest.raises(StudyError, match=r"correlations\.vectors is 8, .* only 7 .*lower"):
        correlations.draw_subset(7, 8, generator)


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
@given(st.integers(0, 1000), st.sampled_from([0, 0.1, 0.3, 0.7, 1]), st.booleans())
def test_the_table_of_pairs_against_brute_force(seed, above, holes):
    matrix = random_matrix(seed, holes=holes)
    table = correlations.pairs_table(matrix, above)
    assert list(table.columns) == ["i", "j", "r"]
    expected = {
        (i, j): matrix[i, j]
        for i in range(len(matrix))
        for j in range(i + 1, len(matrix))
        if abs(matrix[i, j]) > above
    }
    found = {(row.i, row.j): row.r for row in table.itertuples()}
    assert found == expected
    assert len(table) == len(expected)
    assert (table["r"].abs().diff().dropna() <= 0).all()


def test_equal_correlations_stand_in_the_order_of_their_components():
    table = correlations.pairs_table(np.full((4, 4), -0.5), 0.1)
    pairs = list(zip(table["i"], table["j"], strict=True))
    assert pairs == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


@settings(max_examples=60)
@given(st.integers(0, 1000), st.lists(st.floats(0, 1), min_size=1), st.booleans())
def test_the_counts_above_thresholds_against_brute_force(seed, thresholds, holes):
    matrix = random_matrix(seed, holes=holes)
    assert correlations.count_pairs(matrix, thresholds).tolist() == [
        len(correlations.pairs_table(matrix, threshold)) for threshold in thresholds
    ]


def test_a_threshold_itself_is_not_above_it():
    matrix = np.array([[1, -0.5], [-0.5, 1]])
    assert correlations.count_pairs(matrix, [0.5, 0.4999]).tolist() == [0, 1]


def test_without_a_choice_the_strongest_pairs_are_shown():
    matrix = random_matrix(4)
    chosen = correlations.chosen_pairs(matrix, [], limit=5)
    table = correlations.pairs_table(matrix, 0).head(5)
    assert chosen == list(zip(table["i"], table["j"], table["r"], strict=True))
    assert len(correlations.chosen_pairs(matrix, [])) == 16


def test_a_choice_is_kept_in_its_order_and_direction():
    matrix = random_matrix(4, holes=True)
    chosen = correlations.chosen_pairs(matrix, [[5, 1], [0, 3]])
    assert chosen[0] == (5, 1, matrix[5, 1])
    assert chosen[1][:2] == (0, 3)
    assert math.isnan(chosen[1][2])


def test_a_matrix_without_correlations_has_no_pairs():
    matrix = np.full((5, 5), np.nan)
    assert correlations.chosen_pairs(matrix, []) == []
    assert correlations.count_pairs(matrix, [0.1]).tolist() == [0]


def test_counts_of_subsets_and_of_all():
    subsets = [np.array([[1, r], [r, 1]]) for r in (0.7, -0.3, 0.5)]
    table = correlations.threshold_counts(np.array([[1, 0.4], [0.4, 1]]), subsets, [0.2, 0.6])
    assert table["threshold"].tolist() == [0.2, 0.6]
    assert table["pairs"].tolist() == [1, 1]
    np.testing.assert_allclose(table["subsets_mean"], [1, 1 / 3])
    np.testing.assert_allclose(table["subsets_std"], [0, np.sqrt(1 / 3)])
    assert table["all_vectors"].tolist() == [1, 0]


@given(st.integers(1, 70), st.integers(0, 100))
def test_all_vectors_and_subsets_in_one_pass(size, seed):
    random = np.random.default_rng(seed)
    vectors = (random.normal(size=(60, 3)) @ np.triu(np.ones((3, 3)))).astype(np.float32)
    draws = [correlations.draw_subset(60, count, random) for count in (5, 60, 31)]
    blocks = [(start, vectors[start : start + size]) for start in range(0, 60, size)]
    everything, subsets = correlations.correlate_subsets(blocks, 3, draws)
    np.testing.assert_allclose(everything, np.corrcoef(vectors.astype(float).T), atol=1e-12)
    for matrix, rows in zip(subsets, draws, strict=True):
        expected = np.corrcoef(vectors[rows].astype(float).T)
        np.testing.assert_allclose(matrix, expected, atol=1e-12)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_streaming_covariance_does_not_depend_on_blocks(size, seed):
    vectors = np.random.default_rng(seed).normal(3, 2, size=(60, 4))
    whole, parts = Covariance(4), Covariance(4)
    whole.update(vectors)
    for start in reversed(range(0, 60, size)):
        parts.update(vectors[start : start + size])
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(whole.covariance, np.cov(vectors.T, bias=True), rtol=1e-12)
    np.testing.assert_allclose(whole.mean, vectors.mean(axis=0), rtol=1e-12)


def test_covariance_of_nothing():
    empty = Covariance(2)
    empty.update(np.empty((0, 2)))
    with pytest.raises(StudyError, match="no latent vectors"):
        _ = empty.covariance
