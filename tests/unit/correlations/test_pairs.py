"""Tables and choices of pairs against brute force."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints.correlations.pairs import check_image, check_pair, choose_pairs, correlated_pairs
from zpoints.errors import StudyError


def random_matrix(seed, size=9, holes=False):
    matrix = np.corrcoef(np.random.default_rng(seed).normal(size=(6, size)), rowvar=False)
    if holes:
        matrix[3] = matrix[:, 3] = np.nan
    return matrix


@settings(max_examples=60)
@given(st.integers(0, 1000), st.sampled_from([0, 0.1, 0.3, 0.7, 1]), st.booleans())
def test_the_table_of_pairs_against_brute_force(seed, above, holes):
    matrix = random_matrix(seed, holes=holes)
    table = correlated_pairs(matrix, above)
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
    table = correlated_pairs(np.full((4, 4), -0.5), 0.1)
    pairs = list(zip(table["i"], table["j"], strict=True))
    assert pairs == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_without_a_choice_the_strongest_pairs_are_shown():
    matrix = random_matrix(4)
    chosen = choose_pairs(matrix, [], limit=5)
    table = correlated_pairs(matrix, 0).head(5)
    assert chosen == list(zip(table["i"], table["j"], table["r"], strict=True))
    assert len(choose_pairs(matrix, [], 16)) == 16


def test_a_choice_is_kept_in_its_order_and_direction():
    matrix = random_matrix(4, holes=True)
    chosen = choose_pairs(matrix, [[5, 1], [0, 3]], 16)
    assert chosen[0] == (5, 1, matrix[5, 1])
    assert chosen[1][:2] == (0, 3)
    assert math.isnan(chosen[1][2])


def test_a_matrix_without_correlations_has_no_pairs():
    matrix = np.full((5, 5), np.nan)
    assert choose_pairs(matrix, [], 16) == []
    assert correlated_pairs(matrix, 0).empty


@pytest.mark.parametrize("pair", [[2, 2], [0, 9]])
def test_a_pair_names_two_different_components(pair):
    message = rf"correlations\.pairs_figure\.pairs holds \[{pair[0]}, {pair[1]}\], .* 0 to 8; give"
    with pytest.raises(StudyError, match=message):
        choose_pairs(random_matrix(4), [[0, 1], pair], 16)
    with pytest.raises(StudyError, match=r"some\.key holds"):
        check_pair(pair, 9, "some.key")


def test_the_marked_image_is_one_of_the_study():
    check_image(6, 7)
    with pytest.raises(StudyError, match=r"pairs_figure\.image is 7, .* 0 to 6; choose"):
        check_image(7, 7)
