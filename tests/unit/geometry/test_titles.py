"""Titles of the figures of a cloud's shape: what they say is what the tables hold."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from zpoints.geometry import titles


@pytest.mark.parametrize(
    ("variance", "text"),
    [
        ([8, 1, 1], "2 of 3 directions hold 90 % of the variance"),
        ([9.5, 0.5], "1 of 2 directions holds 90 % of the variance"),
        ([0, 0], "the cloud is a point"),
    ],
)
def test_the_spectrum(variance, text):
    total = max(sum(variance), 1)
    table = pd.DataFrame({"variance": variance, "cumulative": np.cumsum(variance) / total})
    assert titles.spectrum(table, "I") == f"Case I: {text}"


@pytest.mark.parametrize("factor", [1, 4])
def test_the_normality(factor):
    components = pd.DataFrame(
        {"skewness": [0, 0.6, np.nan, -0.1], "excess_kurtosis": [0.9, 0, np.nan, -1.2]}
    )

    def quantile(levels):
        return factor * stats.chi2(7).ppf(levels)

    reach = np.sqrt(factor)
    assert titles.normality(quantile, 7, components, "II") == (
        "Case II: 1 of 4 components are near Gaussian, the outermost 1 % of vectors lie "
        f"{reach:.2f} times as far out as a Gaussian's"
    )
