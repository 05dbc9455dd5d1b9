"""Figures of the component distributions, for clouds of all shapes."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.distributions import component_figures as figures
from zpoints.distributions import components

BINS = Bins(-12, 12, 97)
R = np.random.default_rng(0)


def component_data(vectors):
    statistics = ComponentStatistics(vectors.shape[1], BINS)
    statistics.update(vectors)
    table = components.table(statistics, 1, 1)
    counts = statistics.counts
    ends = {"underflow": counts[:, 0], "overflow": counts[:, -1]}
    return {"centres": BINS.centres, "counts": counts[:, 1:-1], **ends}, table


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


CLOUDS = {
    "usual": R.normal(R.normal(0, 1, 30), R.gamma(2, 0.5, 30), (500, 30)),
    "one component": R.normal(0, 2, (500, 1)),
    "none dominant": R.normal(0, 0.3, (500, 6)),
    "all dominant": R.normal(2, 2, (500, 30)),
    "constant": np.full((50, 4), 0.5),
    "zero": np.zeros((50, 4)),
    "out of range": np.full((50, 3), 40.0),
    "partly out of range": np.column_stack([R.normal(0, 1, 50), np.full(50, 40.0)]),
}


@pytest.mark.parametrize("name", CLOUDS)
def test_the_components(path, name):
    histogram, table = component_data(CLOUDS[name].astype(np.float32))
    draw(figures.components, histogram, 1.36, table, "I", path=path)
    draw(figures.dominant, histogram, 1.36, table, 24, "I", path=path)


def test_a_cube_that_is_wider_than_the_data(path):
    histogram, table = component_data(CLOUDS["none dominant"])
    draw(figures.components, histogram, 40, table, "I", path=path)
    low, high = figures._range(histogram["counts"], BINS.centres, 40)
    assert low < -40
    assert high > 40


def components_table(dominant):
    """Ten components, the first ones dominant, ranked and the wider the later."""
    numbers = np.arange(10)
    columns = {"component": numbers, "rank": numbers + 1, "half_width": 1.0 + numbers}
    return pd.DataFrame({**columns, "dominant": numbers < dominant})


@pytest.mark.parametrize(
    ("dominant", "limit", "drawn"),
    [
        (6, 5, [0, 1, 2, 3, 4]),
        (4, 12, [0, 1, 2, 3]),
        (3, 12, [9, 8, 7, 6, 5, 4, 3, 2]),
        (0, 2, [9, 8]),
    ],
)
def test_the_widest_are_drawn_where_few_dominate(dominant, limit, drawn):
    rows = figures.drawn_components(components_table(dominant), limit)
    assert rows["component"].tolist() == drawn


def test_components_outside_the_bins_are_the_last_to_be_drawn():
    table = components_table(0)
    table.loc[9, "half_width"] = np.nan
    assert figures.drawn_components(table, 12)["component"].tolist() == [8, 7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("b", [0.25, 1, 1.5, 50])
def test_the_share_of_values_beyond_a_cube(b):
    # Evenly from -2.5 to 2.5, and as many values beyond the outer bins.
    bins = {"centres": np.array([-2.0, -1, 0, 1, 2]), "counts": np.array([[20] * 5])}
    ends = {"underflow": np.array([0]), "overflow": np.array([0])}
    inside = min(2 * b, 5) / 5
    assert figures.share_beyond(bins | ends, b) == pytest.approx(1 - inside)
    ends = {"underflow": np.array([60]), "overflow": np.array([40])}
    assert figures.share_beyond(bins | ends, b) == pytest.approx(1 - inside / 2)
