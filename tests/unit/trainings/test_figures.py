"""The figure of two trainings: a row for each pair of cases, and no trouble at the edges."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.trainings import figures
from zpoints.trainings.distances import compare, spectra


@pytest.mark.parametrize("kind", ["usual", "two pairs", "alike", "two vectors"])
def test_the_trainings(tmp_path, kind):
    random = np.random.default_rng(0)
    arrays, tables = {}, []
    for number in range(2 if kind == "two pairs" else 1):
        pair = random.normal(size=(2, 200, 6)) * [[[1]], [[1.5]]]
        if kind == "alike":
            pair[:] = 2.0
        if kind == "two vectors":
            pair = pair[:, :2]
        take = [cloud.__getitem__ for cloud in pair]
        rows = pair.shape[1]
        other = f"I-seed{number}"
        tables.append(compare(*take, rows, 50, 3, random).assign(case="I", other=other))
        for name, array in spectra(*take, rows, 50, random).items():
            arrays[f"I/{other}/{name}"] = array
    path = tmp_path / "figure.png"
    table = pd.concat(tables)
    draw(figures.draw, arrays, table, path=path)
    lines = figures.title(table).split("\n")
    assert len(lines) == len(tables)
    for number, line in enumerate(lines):
        assert line.startswith(f"I and I-seed{number} are ")


@pytest.mark.parametrize(("ratio", "text"), [(4.66, "4.7 times"), (np.nan, "immeasurably")])
def test_the_title_says_how_far_apart_they_are(ratio, text):
    rows = [("I", "II", "component_std", ratio), ("I", "II", "radius", 2.04)]
    table = pd.DataFrame(rows, columns=["case", "other", "quantity", "ratio"])
    assert figures.title(table) == (
        f"I and II are {text} (spreads) and 2.0 times (lengths) as far apart "
        "as subsets of one training"
    )
