"""Figure of the paths through the centre: single components, and principal directions."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints.attributes.table import followed
from zpoints.figures.numbers import shortened, signed
from zpoints.figures.strips import Strip, strips

# Single components are said to do next to nothing if they change images by less than this share
# of what principal directions do.
LITTLE = 0.25
LONGEST = 26


def paths(
    rows: Mapping[str, np.ndarray],
    sigma: float,
    attributes: pd.DataFrame,
    case: str,
    path: str | Path,
) -> None:
    """Save two blocks of rows: along single components, and along principal directions.

    Args:
        rows: as of `strips.through_centre`, decoded: label to uint8 (steps, size, size, channels).
        sigma: reach of a path to either side, in standard deviations.
        attributes: columns attribute, kind, index, r, significant; without rows if there are none.
        case: name of the case.
        path: of the PNG.
    """
    followed = followed_attributes(attributes)
    blocks: dict[str, list[Strip]] = {}
    for label, images in rows.items():
        rank = _rank(label)
        heading = _heading(rows, rank is not None)
        if rank is not None and len(attributes):
            label += f"\n{followed.get(rank, 'no attribute follows')}"
        note = f"{change(images):.0f} grey levels"
        blocks.setdefault(heading, []).append(Strip(label, images, note))
    steps = len(next(iter(rows.values())))
    columns = [_std(value) for value in np.linspace(-sigma, sigma, steps)]
    strips(blocks, title(rows, sigma, case), path, columns, _note(len(attributes) > 0))


def title(rows: Mapping[str, np.ndarray], sigma: float, case: str) -> str:
    """By how many grey levels images change along components and along directions."""
    parts = [
        f"by {_span(changes)} along {name}"
        for name, changes in (
            ("single components", _changes(rows, principal=False)),
            ("principal directions", _changes(rows, principal=True)),
        )
        if changes
    ]
    reach = f"from {_std(-sigma)} to {_std(sigma)} std, images change"
    return f"Case {case}: {reach} {', '.join(parts)} (grey levels)"


def change(images: np.ndarray) -> float:
    """Root mean square of the difference between both ends of a path, in grey levels.

    Args:
        images: uint8 (steps, size, size, channels).
    """
    return float(np.sqrt(np.mean((images[-1].astype(float) - images[0]) ** 2)))


def followed_attributes(table: pd.DataFrame) -> dict[int, str]:
    """The attribute that follows a principal direction most, where it does so significantly.

    Args:
        table: columns attribute, kind, index, r, significant.

    Returns:
        Rank of the direction, from 1, to name and r.
    """
    return {
        rank: f"{shortened(one['attribute'], LONGEST)}, r = {signed(one['r'])}"
        for rank, one in followed(table).items()
    }


def _rank(label: str) -> int | None:
    """Rank of the principal direction of a path; None if it runs along components."""
    found = re.match(r"PC (\d+)", label)
    return int(found[1]) if found else None


def _changes(rows: Mapping[str, np.ndarray], principal: bool) -> list[float]:
    return [
        change(images) for label, images in rows.items() if (_rank(label) is not None) == principal
    ]


def _heading(rows: Mapping[str, np.ndarray], principal: bool) -> str:
    """What a block shows, and that little happens only where that was measured."""
    if principal:
        return "Along principal directions, with their share of the variance"
    heading = "Along the two components of largest share"
    components, directions = (_changes(rows, principal=which) for which in (False, True))
    if directions and max(components) < LITTLE * np.median(directions):
        return f"{heading}: next to nothing happens"
    return heading


def _note(attributes: bool) -> str:
    text = "At the right: root mean square of the difference between both ends of a row."
    if attributes:
        text += " Below a direction: the attribute that follows it most, with Pearson's r."
    return text


def _span(values: list[float]) -> str:
    low, high = (f"{value:.0f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _std(value: float) -> str:
    """A number of standard deviations, e.g. −2.4, 0 and +3."""
    text = f"{round(value, 2):+g}"
    return "0" if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")
