"""The figure of the vector lengths, for lengths and cubes of all sizes."""

import math

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.cloud.lengths import LengthStatistics, measure_lengths
from zpoints.distributions import radii
from zpoints.distributions import radii_figure as figure
from zpoints.distributions.uniform import uniform_blocks

R = np.random.default_rng(0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


def measured(lengths):
    statistics = LengthStatistics()
    statistics.update(np.asarray(lengths, float))
    return statistics


def radii_data(lengths, z_dim=16, grid=(1, 1.5, 2, 3)):
    sets = [measured(lengths)]
    central = tuple(sets[0].quantile([0.005, 0.995]))
    rows = [radii.radius_row("latents", math.nan, sets[0], z_dim, central)]
    # A cube of no size has no relative errors.
    for b in [*grid, rows[0]["b_matched"] or 1e-7]:
        blocks = uniform_blocks(b, z_dim, 300, np.random.default_rng(1))
        sets.append(measure_lengths(blocks))
        rows.append(radii.radius_row("uniform", b, sets[-1], z_dim, central))
    return (*radii.histograms(sets, 60), pd.DataFrame(rows), central)


LENGTHS = {
    "usual": R.normal(5, 1, 400),
    "constant": np.full(400, 3.0),
    "narrow and short": R.normal(0.02, 0.001, 400),
    "long": R.normal(500, 30, 400),
    "one": np.array([4.0]),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_the_radii(path, name):
    draw(figure.radii, *radii_data(LENGTHS[name]), 12, name, path=path)


@pytest.mark.parametrize("grid", [(1,), (2, 1), (1, 1.5, 2, 3, 4, 5, 8, 12)])
def test_the_radii_with_other_grids(path, grid):
    draw(figure.radii, *radii_data(LENGTHS["usual"], grid=grid), 12, "", path=path)


def test_the_radii_where_no_cube_is_small_enough(path):
    draw(figure.radii, *radii_data(LENGTHS["usual"]), 0.5, "none drawn", path=path)


def test_the_radii_where_all_vectors_are_zero(path):
    draw(figure.radii, *radii_data(np.zeros(50)), 12, "zero", path=path)
