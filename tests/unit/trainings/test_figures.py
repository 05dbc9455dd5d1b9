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
    draw(figures.draw, arrays, pd.concat(tables), "Two trainings", path=path)
