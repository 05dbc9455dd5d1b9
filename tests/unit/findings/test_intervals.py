"""Intervals of differences, and what they decide."""

import numpy as np
import pytest

from zpoints.findings.intervals import ABOVE_BY_CHANCE, Rate, above, difference_interval
from zpoints.quality.measures import rate_interval


def rate_of(hits, images):
    return Rate(hits / images, *rate_interval(hits, images))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_the_interval_of_a_difference_as_newcombe_has_it(counts, expected):
    first, second = rate_of(*counts[:2]), rate_of(*counts[2:])
    interval = difference_interval(first, second)
    assert interval == pytest.approx(expected, abs=6e-5)
    low, high = difference_interval(second, first)
    assert (-high, -low) == pytest.approx(interval)


def test_the_interval_of_a_difference_of_normal_quantities():
    """Of two symmetric intervals the half widths add as those of independent normals do."""
    first, second = Rate(0.8, 0.77, 0.83), Rate(0.5, 0.46, 0.54)
    assert difference_interval(first, second) == pytest.approx((0.25, 0.35))
    # Lopsided ones: down goes the first one's lower and the second one's upper end.
    first, second = Rate(0.8, 0.77, 0.99), Rate(0.5, 0.1, 0.54)
    assert difference_interval(first, second)[0] == pytest.approx(0.25)


def differences(p, q, images=200, count=2000):
    """Intervals of the difference of two rates that were counted independently."""
    random = np.random.default_rng(0)
    rates = [rate_of(hits, images) for hits in range(images + 1)]
    for first, second in random.binomial(images, (p, q), (count, 2)):
        yield difference_interval(rates[first], rates[second])


def test_the_interval_of_a_difference_holds_it_95_times_of_100():
    held = [low <= 0.08 <= high for low, high in differences(0.3, 0.22)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_without_a_difference_one_of_40_is_above_0_by_chance():
    sides = [above(interval, 0) for interval in differences(0.4, 0.4, count=8000)]
    # Standard deviation of the share: 0.0017.
    assert np.mean([side is True for side in sides]) == pytest.approx(ABOVE_BY_CHANCE, abs=0.006)
    assert np.mean([side is False for side in sides]) == pytest.approx(ABOVE_BY_CHANCE, abs=0.006)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((0.21, 0.3), True),
        ((0.1, 0.19), False),
        ((0.1, 0.3), None),
        ((0.2, 0.3), None),
        ((0.1, 0.2), None),
    ],
)
def test_an_interval_that_holds_the_limit_decides_nothing(interval, expected):
    assert above(interval, 0.2) is expected
