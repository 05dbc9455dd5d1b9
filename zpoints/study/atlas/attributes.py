"""Attributes of the points: a byte each, of yes and no or of numbers between two ends."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zpoints.study.atlas.numbers import number

# Most attributes on the page; of more the first ones.
MOST = 120
# Bytes of an attribute that is a number: from -TOP, its least value, to TOP; UNKNOWN is no value.
TOP, UNKNOWN = 127, -128


class Attributes(NamedTuple):
    """Attributes of n points.

    described: name, kind ("binary", with labels, or "number", with low and high) of each; codes:
    int8 (attributes, n), of a binary one -1 for no, 1 for yes and 0 where it is unknown, of a
    number UNKNOWN or -TOP to TOP from low to high; left_out: how many there are besides.
    """

    described: list[dict[str, Any]]
    codes: np.ndarray
    left_out: int


def attributes(table: pd.DataFrame, rows: np.ndarray) -> Attributes:
    """Attributes of the points.

    Args:
        table: of all images, see `zpoints.dataset.attributes.read`.
        rows: of the images that are points.
    """
    names = list(table)[:MOST]
    codes = np.empty((len(names), len(rows)), np.int8)
    described: list[dict[str, Any]] = []
    for k, name in enumerate(names):
        column = table[name].to_numpy(np.float64)
        known = column[np.isfinite(column)]
        if np.isin(known, (0, 1)).all():
            described.append({"name": str(name), "kind": "binary", "labels": ["no", "yes"]})
            codes[k] = np.where(np.isfinite(column), 2 * column - 1, 0)[rows]
        else:
            low, high = float(known.min()), float(known.max())
            described.append(
                {"name": str(name), "kind": "number", "low": number(low), "high": number(high)}
            )
            codes[k] = scaled(column[rows], low, high)
    return Attributes(described, codes, table.shape[1] - len(names))


def scaled(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Numbers from `low` to `high` as -TOP to TOP, int8 of their shape; UNKNOWN if not finite."""
    share = (values - low) / (high - low) if high > low else values - low + 0.5
    return np.where(np.isfinite(share), np.rint((2 * share - 1) * TOP), UNKNOWN).astype(np.int8)
