"""Figures of the component distributions, for clouds of all shapes."""

import numpy as np
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
    return statistics.counts[:, 1:-1], table


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


def test_dominant_components_up_to_the_limit(path):
    counts, table = component_data(CLOUDS["all dominant"])
    draw(figures.dominant, {"": counts}, BINS.centres, table, 24, "24 of 30", path=path)


@pytest.mark.parametrize("name", CLOUDS)
def test_the_components(path, name):
    counts, table = component_data(CLOUDS[name].astype(np.float32))
    b = max(np.abs(CLOUDS[name]).max(), 0.1)
    uniform, _ = component_data(R.uniform(-b, b, CLOUDS[name].shape).astype(np.float32))
    sources = {"latent vectors": counts, f"uniform vectors, b = {b:.3g}": uniform}
    draw(figures.components, sources, BINS.centres, table, name, path=path)
    draw(figures.dominant, sources, BINS.centres, table, 3, name, path=path)


def test_components_outside_the_bins_are_told(path, monkeypatch):
    counts, table = component_data(CLOUDS["partly out of range"])
    titles, original = [], figures.style.title

    def title(figure, text, *size):
        titles.append(text)
        original(figure, text, *size)

    monkeypatch.setattr(figures.style, "title", title)
    figures.components({"": counts}, BINS.centres, table, "Case I: 2 components", path)
    assert titles == ["Case I: 2 components, 1 of them outside the bins"]


@pytest.mark.parametrize(
    ("mode", "half_width", "text"),
    [
        (-1.25, 0.5, "\N{MINUS SIGN}1.25 ± 0.50"),
        (0.25, 3, "+0.25 ± 3.00"),
        (np.nan, np.nan, "outside the bins"),
    ],
)
def test_the_place_of_a_component(mode, half_width, text):
    assert figures._place(mode, half_width) == text


def test_the_components_of_one_source(path):
    counts, table = component_data(CLOUDS["usual"])
    draw(figures.components, {"latent vectors": counts}, BINS.centres, table, "one", path=path)
    draw(figures.dominant, {"one": counts}, BINS.centres, table, 9, "one", path=path)


def test_the_panels_say_how_many_vectors_they_show():
    latents, uniform = (
        {"counts": np.array([inner]), "underflow": np.array([1]), "overflow": np.array([out])}
        for inner, out in (([2, 1990], 7), ([3, 3], 0))
    )
    panels = figures.panels(latents, uniform | {"b": np.array(2.5)})
    assert list(panels) == ["2,000 latent vectors", "7 uniform vectors, b = 2.5"]
    assert panels["2,000 latent vectors"] is latents["counts"]
