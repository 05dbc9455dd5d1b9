"""Hits of Region(k): exact probabilities against brute force, and the grid argument."""

import logging
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints.distributions import regions
from zpoints.distributions.uniform import uniform_blocks


def test_reach_by_hand():
    mode, half_width = np.array([0.0, 1.0]), np.array([1.0, 0.5])
    vectors = np.array([[0, 1], [2, 1], [0, 2], [-1, 0.5]])
    np.testing.assert_array_equal(regions.reach(vectors, mode, half_width), [0, 2, 2, 1])


@pytest.mark.parametrize(("b", "k"), [(1, 1), (1.5, 2), (2, 1.5), (3, 1)])
def test_exact_probability_agrees_with_brute_force(b, k):
    random = np.random.default_rng(0)
    mode, half_width = random.uniform(-0.5, 0.5, 3), random.uniform(0.4, 1, 3)
    blocks = uniform_blocks(b, 3, 400_000, random)
    vectors, (hits,) = regions.count_hits(blocks, mode, half_width, [k])
    expected = 10 ** regions.log10_probability(b, k, mode, half_width)
    error = math.sqrt(expected * (1 - expected) / vectors)
    assert vectors == 400_000
    assert abs(hits / vectors - expected) < 5 * error + 1e-12


def test_probability_stays_finite_where_the_product_underflows():
    mode, half_width = np.zeros(4000), np.full(4000, 0.5)
    assert regions.log10_probability(5, 1, mode, half_width) == pytest.approx(-4000)


def test_a_region_that_holds_the_cube_is_always_hit():
    assert regions.log10_probability(1, 3, np.zeros(5), np.ones(5)) == 0


def test_a_region_beyond_the_cube_is_never_hit():
    mode = np.array([0, 4.0])
    assert regions.log10_probability(1, 2, mode, np.ones(2)) == -math.inf
    _, hits = regions.count_hits([np.zeros((7, 2))], mode, np.ones(2), [2, 4])
    assert hits.tolist() == [0, 7]


@given(st.integers(1, 50), st.integers(1, 20))
def test_hits_do_not_depend_on_blocks(size, seed):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(50, 3))
    mode, half_width = random.normal(size=3), random.uniform(0.1, 2, 3)
    blocks = [vectors[start : start + size] for start in range(0, 50, size)]
    whole = regions.count_hits([vectors], mode, half_width, [1, 2, 5])
    parts = regions.count_hits(blocks, mode, half_width, [1, 2, 5])
    assert whole[0] == parts[0] == 50
    np.testing.assert_array_equal(whole[1], parts[1])
    assert (np.diff(whole[1]) >= 0).all()


def test_grid_points():
    table = regions.grid_points(256, [2, 10])
    np.testing.assert_allclose(table["log10_points"], [77.0637, 256], rtol=1e-5)


def test_the_share_of_hits():
    assert regions.log10_share(1, 1000) == pytest.approx(-3)
    assert regions.log10_share(0, 1000) == -math.inf


def test_the_table_of_hits():
    random = np.random.default_rng(2)
    latents = random.normal(size=(400, 3))
    cubes = {b: random.uniform(-b, b, (300, 3)) for b in (1, 2)}
    mode, half_width = np.zeros(3), np.full(3, 0.8)
    table = regions.hits_table(
        np.split(latents, [50]), lambda b: [cubes[b]], mode, half_width, [1, 2], [1, 0.5]
    )
    columns = ["b", "k", "vectors", "hits", "log10_probability", "source", "missing"]
    assert list(table) == columns
    assert (table["missing"] == 0).all()
    assert table["hits"].dtype == np.int64
    assert table["source"].tolist() == ["latents"] * 2 + ["uniform"] * 4
    assert table["k"].tolist() == [1, 0.5] * 3
    assert table["b"].isna().tolist() == [True] * 2 + [False] * 4
    for row in table.itertuples():
        vectors = latents if row.source == "latents" else cubes[row.b]
        hits = (np.abs(vectors) <= 0.8 * row.k).all(axis=1).sum()
        assert (row.vectors, row.hits) == (len(vectors), hits)
        if row.source == "latents":
            expected = regions.log10_share(hits, 400)
        else:
            expected = regions.log10_probability(row.b, row.k, mode, half_width)
        assert row.log10_probability == expected


def test_without_a_mode_of_every_component_the_hits_are_empty(caplog):
    latents, cube = np.zeros((40, 3)), np.zeros((30, 3))
    mode, half_width = np.array([0, np.nan, 9]), np.array([1, np.nan, 1])
    with warnings.catch_warnings(), caplog.at_level(logging.INFO, "zpoints"):
        warnings.simplefilter("error")
        table = regions.hits_table([latents], lambda b: [cube], mode, half_width, [1, 2], [1, 3])
    assert table["source"].tolist() == ["latents"] * 2 + ["uniform"] * 4
    assert table["k"].tolist() == [1, 3] * 3
    assert table["vectors"].tolist() == [40] * 2 + [30] * 4
    assert table["hits"].isna().all()
    assert table["log10_probability"].isna().all()
    assert (table["missing"] == 1).all()
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "component 1 lies outside distributions.histogram.range" in record.message
    assert "widen" in record.message
