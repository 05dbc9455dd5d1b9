"""Figures of the correlations, for any number of components, pairs and slices."""

import math

import numpy as np
import pytest
from support.drawing import draw

from zpoints.correlations import figures
from zpoints.correlations.slices import all_slice_counts

R = np.random.default_rng(0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@pytest.mark.parametrize("size", [1, 2, 40])
@pytest.mark.parametrize("limit", [0.6, 1])
def test_the_matrix(path, size, limit):
    matrix = np.corrcoef(R.normal(size=(20, size)), rowvar=False).reshape(size, size)
    order = R.permutation(size)
    draw(figures.matrix, matrix, order, 1 / math.sqrt(20), limit, "Case I", path=path)


def test_a_matrix_of_perfect_correlations(path):
    draw(figures.matrix, np.ones((3, 3)), np.arange(3), 0.7, 0.6, "2 vectors", path=path)


def test_a_matrix_without_a_number(path):
    order = np.arange(5)
    draw(figures.matrix, np.full((5, 5), np.nan), order, 0.1, 0.6, "constant components", path=path)


def test_the_order_decides_what_the_heat_map_shows(path):
    matrix = np.corrcoef(R.normal(size=(20, 8)), rowvar=False)
    one, other = (
        draw(figures.matrix, matrix, order, 0.2, 0.6, "", path=path)
        for order in (np.arange(8), np.arange(8)[::-1])
    )
    assert (one != other).any()


@pytest.mark.parametrize("count", [0, 1, 4])
def test_the_slices(path, count):
    vectors = R.normal(size=(300, 12))
    table, inside = all_slice_counts(vectors, [(k, k + 1) for k in range(count)], 2.0)
    draw(figures.slices, vectors, table, inside, "Case I", path=path)


@pytest.mark.parametrize("limit", [2, 4])
def test_slices_that_hold_no_vectors_or_all(path, limit):
    vectors = np.full((50, 3), 3.0)
    table, inside = all_slice_counts(vectors, [(0, 1)], limit)
    assert inside.sum() == (50 if limit > 3 else 0)
    draw(figures.slices, vectors, table, inside, "alike", path=path)


@pytest.mark.parametrize("count", [0, 1, 5, 16])
def test_the_pairs(path, count):
    vectors = R.normal(size=(200, 20))
    chosen = [(k, k + 1, 0.5) for k in range(count)]
    uniform = R.uniform(-4, 4, (10, 20))
    draw(figures.pairs, vectors, chosen, uniform, vectors[0], 4, False, "I", path=path)


ATTRIBUTES = {
    "continuous": R.normal(size=200),
    "binary": (R.random(200) < 0.3).astype(float),
    "partly unknown": np.where(R.random(200) < 0.5, np.nan, R.normal(size=200)),
    "binary, partly unknown": np.where(R.random(200) < 0.5, np.nan, 1.0),
    "unknown": np.full(200, np.nan),
    "constant": np.full(200, 7.0),
    "costs $5 to $6, in a name that is longer than any label has room for": R.normal(size=200),
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_pairs_coloured_by_an_attribute(path, name):
    vectors = R.normal(size=(200, 20))
    chosen = [(0, 1, 0.5), (2, 3, 0.5)]
    uniform = R.uniform(-4, 4, (10, 20))
    arguments = (vectors, chosen, uniform, vectors[0], 4, True, "I")
    plain = draw(figures.pairs, *arguments, path=path)
    coloured = draw(figures.pairs, *arguments, path=path, colour=(name, ATTRIBUTES[name]))
    assert coloured.shape == plain.shape
    assert (coloured != plain).any()


def test_pairs_of_constant_components_without_uniform_vectors(path):
    vectors = np.ones((2, 2))
    chosen = [(0, 1, math.nan)]
    draw(figures.pairs, vectors, chosen, np.empty((0, 2)), vectors[0], 1.5, True, "", path=path)


def test_all_panels_reach_as_far_as_points_and_cube():
    vectors = np.array([[1.0, -3.0, 9.0], [2.0, 0.5, 9.0]])
    assert figures._reach(vectors, [(0, 1, 0.5)], 2) == pytest.approx(1.05 * 3)
    assert figures._reach(vectors, [(0, 1, 0.5)], 4) == pytest.approx(1.05 * 4)
    assert figures._reach(vectors, [(0, 1, 0.5), (1, 2, 0.1)], 4) == pytest.approx(1.05 * 9)
