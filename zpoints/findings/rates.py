"""Rates of single samplers, as statements read them from the table of samplers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from zpoints.findings.intervals import Rate, above_share
from zpoints.findings.statement import needs


class Cube(NamedTuple):
    """Random vectors from a cube: its half side, and the rate of their images."""

    b: float
    rate: Rate


def sampler_rate(table: pd.DataFrame, sampler: str, column: str) -> Rate:
    """A rate of one sampler, with its interval.

    Args:
        table: of the samplers.
        sampler: its name.
        column: "overlap" or "face_rate"; the ends of the interval are <column>_low and _high.

    Raises:
        NotTestableError: the table does not have it.
    """
    rows = table[table["sampler"] == sampler]
    needs(len(rows) == 1, f"samplers.csv has no {sampler!r}")
    return _rate(rows.iloc[0], column)


def cubes(table: pd.DataFrame, column: str) -> list[Cube]:
    """The same of every sampler that draws from a cube.

    Raises:
        NotTestableError: there is none, or one of them has no rate.
    """
    rows = [row for _, row in table[table["b"].notna()].iterrows()]
    needs(len(rows) > 0, "no sampler is uniform")
    return [Cube(float(row["b"]), _rate(row, column)) for row in rows]


def all_below(rates: Sequence[Rate], of: Rate, share: float) -> bool | None:
    """Whether rates are below a share of another: True if all surely are, False if one is above.

    None if neither is so, because the intervals of some differences hold 0.
    """
    sides = [above_share(rate, of, share) for rate in rates]
    if any(side is True for side in sides):
        return False
    return None if any(side is None for side in sides) else True


def _rate(row: pd.Series, column: str) -> Rate:
    name, what = row["sampler"], column.replace("_", " ")
    needs(row["images"] != 0, f"{name!r} has no images: its vectors could not be drawn")
    values = row[[column, f"{column}_low", f"{column}_high"]].to_numpy(float)
    needs(bool(np.isfinite(values).all()), f"{name!r} has too few images to tell the {what}")
    return Rate(*map(float, values))
