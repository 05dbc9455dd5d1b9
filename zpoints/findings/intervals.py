"""Intervals of rates and of their differences, and what they decide."""

from typing import NamedTuple

import numpy as np

# Share of 95 % intervals that lie above a value though the truth is not above it. Those of overlaps
# are wider than need be, since two samplers share their reference, so for them it is at most this.
ABOVE_BY_CHANCE = 0.025


class Rate(NamedTuple):
    """A rate between 0 and 1, and its 95 % interval."""

    value: float
    low: float
    high: float


def difference_interval(first: Rate, second: Rate) -> tuple[float, float]:
    """95 % interval of the difference of two rates, first - second, from their own intervals.

    The hybrid of two intervals (MOVER: Zou and Donner 2008), which is Newcombe's hybrid score
    interval (1998, method 10) where these are Wilson's.
    """
    p, q = first, second
    return (
        float(p.value - q.value - np.hypot(p.value - p.low, q.high - q.value)),
        float(p.value - q.value + np.hypot(p.high - p.value, q.value - q.low)),
    )


def above_share(rate: Rate, of: Rate, share: float) -> bool | None:
    """Whether a rate is above a share of another one, which is measured as well.

    True or False if all of the interval of the difference is above or below 0, else None.
    """
    return above(difference_interval(rate, Rate(*(share * value for value in of))), 0)


def above(interval: tuple[float, float], limit: float) -> bool | None:
    """Whether a quantity is above a limit: True or False if all of its interval is, else None.

    An interval that ends at the limit holds it, so it decides nothing.

    Args:
        interval: its lower and its upper end.
        limit: the limit.
    """
    low, high = interval
    if low > limit:
        return True
    return False if high < limit else None
