"""Numbers as the page's JSON has them: short, and None where there is none."""

from collections.abc import Iterable

import numpy as np

# More digits than anything on the page shows.
DIGITS = 6


def number(value: float | None) -> float | int | None:
    """A number in DIGITS significant digits, None if it is not finite or missing."""
    if value is None or not np.isfinite(value):
        return None
    rounded = float(f"{float(value):.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def numbers(values: Iterable[float]) -> list[float | int | None]:
    """Many numbers, see `number`."""
    return [number(value) for value in np.asarray(values, np.float64).tolist()]
