"""The figure of the region hits."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.distributions import regions
from zpoints.distributions import regions_figure as figure


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@pytest.mark.parametrize("shift", [0, 5])
def test_the_region_hits(path, shift):
    mode, half_width = np.full(3, float(shift)), np.full(3, 0.5)
    rows = [("latents", np.nan, k, 10, k, -0.5) for k in (1, 2)]
    for b in (1, 12):
        for k in (1, 2):
            rows.append(("uniform", b, k, 10, 0, regions.log10_probability(b, k, mode, half_width)))
    columns = ["source", "b", "k", "vectors", "hits", "log10_probability"]
    draw(figure.regions, pd.DataFrame(rows, columns=columns), title="Case I", path=path)
