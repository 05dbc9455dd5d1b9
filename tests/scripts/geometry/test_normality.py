"""The table of tests of normality."""

import pandas as pd
import pytest

from workflow.scripts.geometry.normality import normality


def test_a_gaussian_is_one_whatever_the_threads(tmp_path, paths):
    for threads in (1, 3):
        output = tmp_path / f"{threads}.csv"
        normality(**paths, output=output, threads=threads, leading=3, outlier_sigma=2.0)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()
    table = pd.read_csv(tmp_path / "1.csv").set_index("test")
    assert table.loc["mahalanobis2_mean", "statistic"] == pytest.approx(4)
    assert table.loc["mardia_skewness_all", "p_value"] > 0.01
    assert table.loc["mardia_kurtosis_all", ["vectors", "dimensions"]].tolist() == [200, 3]
    assert 120 < table.loc["mardia_kurtosis_within_2_sigma", "vectors"] < 200
