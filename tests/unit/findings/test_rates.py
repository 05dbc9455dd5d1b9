"""Rates of samplers are read from their table, and what it lacks is named."""

import itertools

import numpy as np
import pandas as pd
import pytest
from support.published import samplers_table

from zpoints.findings.intervals import Rate
from zpoints.findings.rates import all_below, cubes, sampler_rate
from zpoints.findings.statement import NotTestableError

TABLE = pd.DataFrame(
    [
        ("cube", 1.5, 512, 0.2, 0.1, 0.3, 0.5, 0.4, 0.6),
        ("wide", 2.0, 512, 0.0, 0.0, 0.1, 0.7, 0.6, 0.8),
        ("box", np.nan, 0, *[np.nan] * 6),
        ("few", np.nan, 1, 1.0, 0.2, 1.0, *[np.nan] * 3),
    ],
    columns=["sampler", "b", "images"]
    + [f"{name}{end}" for name in ("face_rate", "overlap") for end in ("", "_low", "_high")],
)


def test_a_rate_with_its_interval():
    assert sampler_rate(TABLE, "cube", "face_rate") == Rate(0.2, 0.1, 0.3)
    assert sampler_rate(TABLE, "wide", "overlap") == Rate(0.7, 0.6, 0.8)
    assert sampler_rate(TABLE, "few", "face_rate") == Rate(1, 0.2, 1)


@pytest.mark.parametrize(
    ("sampler", "reason"),
    [
        ("other", "^samplers.csv has no 'other'$"),
        ("box", "^'box' has no images: its vectors could not be drawn$"),
        ("few", "^'few' has too few images to tell the overlap$"),
    ],
)
def test_what_the_table_lacks_is_named(sampler, reason):
    with pytest.raises(NotTestableError, match=reason):
        sampler_rate(TABLE, sampler, "overlap")


def test_cubes_are_samplers_with_a_half_side():
    assert cubes(TABLE, "overlap") == [(1.5, Rate(0.5, 0.4, 0.6)), (2.0, Rate(0.7, 0.6, 0.8))]
    assert [cube.b for cube in cubes(samplers_table(), "overlap")] == [1, 2, 1.5]
    with pytest.raises(NotTestableError, match="no sampler is uniform"):
        cubes(TABLE[TABLE["b"].isna()], "overlap")


def test_a_cube_without_a_rate_hides_whether_all_are_below():
    with pytest.raises(NotTestableError, match="'wide' has too few images"):
        cubes(TABLE.assign(overlap=[0.5, np.nan, 0, 0]), "overlap")


def test_all_below_as_every_combination_of_three_intervals_has_it():
    # A quarter of the other rate is 0.25 ± 0.03, so the intervals of differences reach ± 0.0583.
    below, holding, over = Rate(0.19, 0.14, 0.24), Rate(0.2, 0.15, 0.25), Rate(0.31, 0.26, 0.36)
    ceiling = Rate(1.0, 0.88, 1.12)
    for three in itertools.product((below, holding, over), repeat=3):
        expected = False if over in three else (None if holding in three else True)
        assert all_below(three, ceiling, 1 / 4) is expected
