"""Figures of a cloud's shape: of sensible size, the same bytes each time, at the edges too."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.cloud.cloud import principal_components
from zpoints.cloud.lengths import LengthStatistics
from zpoints.geometry import figures
from zpoints.geometry.spectrum import spectrum_table


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


def squared_of(values):
    statistics = LengthStatistics()
    statistics.update(np.asarray(values, float))
    return statistics


def principal_of(vectors):
    covariance = np.cov(vectors.T, bias=True).reshape(vectors.shape[1], -1)
    return principal_components(vectors.mean(axis=0), covariance)


def components(count, dominant):
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "skewness": random.normal(size=count),
            "excess_kurtosis": random.exponential(size=count),
            "dominant": np.arange(count) < dominant,
        }
    )


CLOUDS = {
    "gaussian": np.random.default_rng(0).normal(size=(200, 5)),
    "one component": np.random.default_rng(0).normal(size=(200, 1)),
    "point": np.zeros((200, 5)),
}


@pytest.mark.parametrize("name", CLOUDS)
def test_the_spectrum(path, name):
    table = spectrum_table(principal_of(CLOUDS[name]))
    draw(figures.spectrum, table, case="I", path=path)


@pytest.mark.parametrize("dominant", [0, 2, 5])
@pytest.mark.parametrize("name", CLOUDS)
def test_the_normality(path, name, dominant):
    principal = principal_of(CLOUDS[name])
    squared = squared_of(principal.mahalanobis(CLOUDS[name]) ** 2)
    draw(
        figures.normality,
        squared.quantile,
        squared.vectors,
        1.5,
        principal.rank,
        components(5, dominant),
        case="I",
        path=path,
    )


def test_the_normality_of_two_vectors(path):
    squared = squared_of([1, 1])
    table = components(3, 1).assign(skewness=np.nan, excess_kurtosis=np.nan)
    draw(figures.normality, squared.quantile, 2, 0.5, 1, table, case="I", path=path)
