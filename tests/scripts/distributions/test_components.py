"""The table of components."""

import logging

import numpy as np
import pandas as pd

from workflow.scripts.distributions.components import components


def test_the_table_is_that_of_the_vectors(case, component_table):
    table = pd.read_csv(component_table)
    columns = ["component", "mode", "half_width", "mean", "std", "skewness", "excess_kurtosis"]
    assert list(table)[:9] == [*columns, "share", "dominant"]
    exact = case.vectors.astype(float)
    np.testing.assert_allclose(table["mean"], exact.mean(axis=0), rtol=1e-8)
    np.testing.assert_allclose(table["std"], exact.std(axis=0), rtol=1e-8)
    reached = (table["mode"].abs() >= 1) | (table["half_width"] >= 2)
    assert table["dominant"].tolist() == reached.tolist()
    assert set(table["dominant"]) == {True, False}


def test_a_component_outside_the_range_is_named(tmp_path, narrow, caplog):
    path = tmp_path / "components.csv"
    with caplog.at_level(logging.WARNING, "zpoints"):
        components(narrow.histogram, narrow.moments, str(path), mode=1, half_width=2)
    (record,) = caplog.records
    assert record.message.startswith("component 2 lies outside distributions.histogram.range")
    table = pd.read_csv(path)
    assert table["mode"].isna().tolist() == [False, False, True]
    assert table["overflow"].tolist() == [0, 0, 300]
    assert table["rank"].tolist()[2] == 1
