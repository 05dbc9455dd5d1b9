"""Counts of slices against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints.correlations.slices import COLUMNS, all_slice_counts, slice_counts
from zpoints.errors import StudyError


def random_cloud(seed, vectors=60, z_dim=6):
    random = np.random.default_rng(seed)
    scale = random.uniform(0.2, 2.5, z_dim)
    centre = random.normal(size=z_dim)
    return (centre + random.normal(size=(vectors, z_dim)) * scale).astype(np.float32)


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
    table, inside = slice_counts(vectors, (i, j), limit)
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
    table, inside = slice_counts(vectors, (2, 0), 2.0)
    assert inside.tolist() == [True, False, True, True]
    assert table["vectors"].tolist() == [3, 2, 1]


def test_two_components_have_no_others():
    table, inside = slice_counts(np.array([[9.0, 1], [1, 1]]), (0, 1), 2)
    assert inside.all()
    assert table["vectors"].tolist() == [2, 1, 1]


@pytest.mark.parametrize("pair", [(1, 1), (0, 4), (4, 2)])
def test_a_pair_names_two_different_components(pair):
    message = rf"correlations\.slices\.pairs holds \[{pair[0]}, {pair[1]}\], .* 0 to 3; give two"
    with pytest.raises(StudyError, match=message):
        slice_counts(np.zeros((3, 4)), pair, 2.0)


def test_slices_of_several_pairs():
    vectors = random_cloud(1)
    pairs = [(0, 1), (3, 2), (0, 1)]
    table, inside = all_slice_counts(vectors, pairs, 1.5)
    assert list(table) == COLUMNS
    for number, pair in enumerate(pairs):
        rows, passing = slice_counts(vectors, pair, 1.5)
        assert table.iloc[3 * number : 3 * number + 3].equals(rows)
        assert (inside[number] == passing).all()


def test_no_slices():
    table, inside = all_slice_counts(random_cloud(1), [], 1.5)
    assert list(table) == COLUMNS
    assert table.empty
    assert inside.shape == (0, 60)
