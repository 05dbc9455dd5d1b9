"""The table of components."""

import numpy as np
import pandas as pd


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
