"""Pearson correlations against NumPy, and tables against brute force."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints import correlations
from zpoints.errors import StudyError
from zpoints.statistics import Bins, ComponentStatistics, Covariance


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
def test_all_subsets_in_one_pass(size, seed):
    random = np.random.default_rng(seed)
    vectors = (random.normal(size=(60, 3)) @ np.triu(np.ones((3, 3)))).astype(np.float32)
    draws = [correlations.draw_subset(60, count, random) for count in (5, 60, 31)]
    blocks = [(start, vectors[start : start + size]) for start in range(0, 60, size)]
    totals = [Covariance(3) for _ in draws]
    for start, block in blocks:
        for total, part in zip(totals, correlations.covariances(start, block, draws), strict=True):
            total.merge(part)
    for matrix, rows in zip((total.correlation for total in totals), draws, strict=True):
        expected = np.corrcoef(vectors[rows].astype(float).T)
        np.testing.assert_allclose(matrix, expected, atol=1e-12)


def random_cloud(seed, vectors=60, z_dim=6):
    random = np.random.default_rng(seed)
    scale = random.uniform(0.2, 2.5, z_dim)
    centre = random.normal(size=z_dim)
    return (centre + random.normal(size=(vectors, z_dim)) * scale).astype(np.float32)


@given(st.integers(0, 500), st.integers(1, 8))
def test_dominance_is_the_order_of_the_shares(seed, z_dim):
    vectors = random_cloud(seed, z_dim=z_dim)
    covariance = Covariance(z_dim)
    covariance.update(vectors)
    order = correlations.dominance(covariance.mean, covariance.covariance)
    statistics = ComponentStatistics(z_dim, Bins(-12, 12, 97))
    statistics.update(vectors)
    table = statistics.table({"mode": 1, "half_width": 1})
    assert order.tolist() == table.sort_values("rank")["component"].tolist()
    assert order.tolist() == np.argsort(-table["share"].to_numpy(), kind="stable").tolist()
    squares = (vectors.astype(float) ** 2).mean(axis=0)
    assert (np.diff(squares[order]) <= 0).all()


def test_components_of_equal_share_keep_their_order():
    assert correlations.dominance(np.ones(4), np.eye(4)).tolist() == [0, 1, 2, 3]
    assert correlations.dominance(np.array([-2.0, 1]), np.diag([0.0, 1])).tolist() == [0, 1]


@given(
    st.integers(0, 500),
    st.integers(2, 7),
    st.floats(0.1, 5),
    st.data(),
)
def test_slices_against_brute_force(seed, z_dim, limit, data):
    vectors = random_cloud(seed, z_dim=z_dim)
    i, j = data.draw(st.permutations(range(z_dim)))[:2]
    stages = [0, 0, 0]
    passing = []
    for vector in vectors:
        others = all(abs(z) < limit for k, z in enumerate(vector) if k not in (i, j))
        passing.append(others)
        stages[0] += others
        stages[1] += others and abs(vector[i]) < limit
        stages[2] += others and abs(vector[i]) < limit and abs(vector[j]) < limit
    table, inside = correlations.slice_counts(vectors, (i, j), limit)
    assert list(table)[:3] == ["stage", "component", "vectors"]
    assert table["vectors"].tolist() == stages
    assert inside.tolist() == passing
    assert table["stage"].tolist() == [1, 2, 3]
    assert table["component"].isna().tolist() == [True, False, False]
    assert table["component"].tolist()[1:] == [i, j]
    for column, value in (("i", i), ("j", j), ("limit", limit), ("drawn", len(vectors))):
        assert (table[column] == value).all()


def test_a_value_at_the_limit_is_not_below_it():
    vectors = np.array([[2.0, 0, 0], [0, -2.0, 0], [0, 0, 2.0], [1.9, 1.9, -1.9]])
    table, inside = correlations.slice_counts(vectors, (2, 0), 2.0)
    assert inside.tolist() == [True, False, True, True]
    assert table["vectors"].tolist() == [3, 2, 1]


def test_two_components_have_no_others():
    table, inside = correlations.slice_counts(np.array([[9.0, 1], [1, 1]]), (0, 1), 2)
    assert inside.all()
    assert table["vectors"].tolist() == [2, 1, 1]
