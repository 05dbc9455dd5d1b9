"""The statement about two trainings: its rule on both sides of its threshold."""

import numpy as np
import pandas as pd
import pytest
from support.published import check, trainings_table, why_not

from zpoints.findings.trainings import differ, trainings_differ


def pair(spectrum, radius):
    return trainings_table(("I", "I2", "component_std", spectrum), ("I", "I2", "radius", radius))


@pytest.mark.parametrize(
    ("spectrum", "radius", "expected"),
    [
        (1, 1, False),
        (1.42, 1.42, False),
        (1.43, 1, True),
        (1, 1.43, True),
        (9, 9, True),
        (0, 0, False),
    ],
)
def test_two_trainings(spectrum, radius, expected):
    outcome = check([trainings_differ], "trainings_differ", pair(spectrum, radius))
    assert outcome.holds is expected
    assert outcome.value == max(spectrum, radius)
    assert outcome.measured == (
        f"component std {spectrum:.2g} times as far apart as subsets, "
        f"radius {radius:.2g} times as far apart as subsets"
    )


@pytest.mark.parametrize("distance", [0.0, 2.0])
def test_trainings_whose_subsets_do_not_differ_have_no_ratio_to_show(distance):
    """Constant clouds: `compare` leaves the ratio empty."""
    stds = {"subset_distance": 0.0, "distance_std": 0.0, "subset_distance_std": 0.0}
    outcome = trainings_differ.check(pair(distance, distance).assign(ratio=np.nan, **stds))
    assert outcome.holds is bool(distance)
    text = f"{distance:.2g} apart, subsets 0"
    assert outcome.measured == f"component std {text}, radius {text}"


def test_without_a_second_training_nothing_can_be_told():
    reason = why_not([trainings_differ], "trainings_differ", pd.DataFrame())
    assert reason == "no two cases are one architecture with different seeds"


@pytest.mark.parametrize(
    ("distance", "stds", "expected"),
    [
        (2.51, (0.3, 0.4), True),
        (2.49, (0.3, 0.4), False),
        (1, (0, 0), False),
        (1.0001, (0, 0), True),
        (0.5, (0, 0), False),
    ],
)
def test_three_standard_deviations_of_both(distance, stds, expected):
    row = pd.Series(
        {
            "distance": distance,
            "distance_std": stds[0],
            "subset_distance": 1.0,
            "subset_distance_std": stds[1],
        }
    )
    assert differ(row) is expected
