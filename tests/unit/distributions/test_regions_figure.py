"""The figure of the region hits."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.distributions import regions
from zpoints.distributions import regions_figure as figure

COLUMNS = ["source", "b", "k", "vectors", "hits", "log10_probability"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@pytest.mark.parametrize("shift", [0, 5])  # at 5 region and smaller cube do not meet
def test_the_region_hits(path, shift):
    mode, half_width = np.full(3, float(shift)), np.full(3, 0.5)
    rows = [("latents", np.nan, k, 10, k - 1, [-np.inf, -1][k - 1]) for k in (1, 2)]
    for b in (1, 12):
        for k in (1, 2):
            rows.append(("uniform", b, k, 10, 0, regions.log10_probability(b, k, mode, half_width)))
    table = pd.DataFrame(rows, columns=COLUMNS).assign(missing=0)
    draw(figure.regions, table, case="I", path=path)


@pytest.mark.parametrize(
    ("missing", "which", "last"),
    [(1, "1 component lies", "component."), (256, "256 components lie", "s.")],
)
def test_without_a_region_the_figure_says_why(path, monkeypatch, missing, which, last):
    notes = []
    original = figure.notes.note

    def note(text, title, place):
        notes.append((text, title))
        original(text, title, place)

    monkeypatch.setattr(figure.notes, "note", note)
    rows = [("latents", np.nan, 1, 10, np.nan, np.nan), ("uniform", 1, 1, 10, np.nan, np.nan)]
    table = pd.DataFrame(rows, columns=COLUMNS).assign(missing=missing)
    draw(figure.regions, table, case="I", path=path)
    text, title = notes[0]
    assert title.startswith("Case I: no hits")
    assert text.startswith(f"{which} outside distributions.histogram.range")
    assert text.endswith(last)
