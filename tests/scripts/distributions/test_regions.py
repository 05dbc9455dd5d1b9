"""Hits of the region of the data."""

import numpy as np
import pandas as pd


def test_the_data_and_both_cubes_have_their_hits(case, component_table, hits):
    table, components = pd.read_csv(hits[0]), pd.read_csv(component_table)
    columns = ["b", "k", "vectors", "hits", "log10_probability"]
    assert list(table)[:5] == columns
    assert (table["vectors"] == len(case.vectors)).all()
    own = table[table["source"] == "latents"]
    distance = np.abs(case.vectors - components["mode"].to_numpy())
    reach = (distance / components["half_width"].to_numpy()).max(axis=1)
    assert own["hits"].tolist() == [(reach <= 1).sum(), (reach <= 3).sum()]
    uniform = table[table["source"] == "uniform"]
    assert uniform[["b", "k"]].to_numpy().tolist() == [[1, 1], [1, 3], [12, 1], [12, 3]]
    assert uniform["hits"].iloc[3] < own["hits"].iloc[1]


def test_the_points_of_regular_grids(hits):
    grid = pd.read_csv(hits[1])
    assert grid["values_per_axis"].tolist() == [2, 10]
    np.testing.assert_allclose(grid["log10_points"], [3 * np.log10(2), 3])


def test_a_component_outside_the_range_leaves_the_hits_empty(narrow, hits):
    table, complete = pd.read_csv(narrow.hits), pd.read_csv(hits[0])
    assert list(table) == list(complete)
    assert list(table)[-1] == "missing"
    assert (table["missing"] == 1).all()
    assert (complete["missing"] == 0).all()
    assert table[["hits", "log10_probability"]].isna().all(axis=None)
    for known in ("b", "k", "vectors", "source"):
        pd.testing.assert_series_equal(table[known], complete[known])
    assert pd.read_csv(narrow.grid)["log10_points"].notna().all()
