"""The hero: five rows of images that tell a study at a glance, with their rates beside them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints.figures.montage import evenly
from zpoints.figures.strips import Strip, strips
from zpoints.quality import titles
from zpoints.quality.marks import Row, percent, rows_of


def hero(
    table: pd.DataFrame,
    real: Mapping[str, np.ndarray],
    decoded: Mapping[str, np.ndarray],
    images: int,
    case: str,
    path: str | Path,
) -> None:
    """Save real images, their reconstructions, and images of a few samplers, a row each.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        real: rows that come first: name in the table to uint8 (n, size, size, channels).
        decoded: the following rows: sampler to uint8 (n, size, size, channels); those without
            images are left out.
        images: in a row, at most.
        case: name of the case.
        path: of the PNG.
    """
    rows = {row.sampler: row for row in rows_of(table)}
    drawn = [Strip(label(rows[name]), pictures[:images]) for name, pictures in real.items()]
    drawn += [
        Strip(label(rows[name]), evenly(pictures, images))
        for name, pictures in decoded.items()
        if len(pictures)
    ]
    strips({"": drawn}, titles.overlap(table, case), path)


def label(row: Row) -> str:
    """Name of a row, and below it overlap and face rate where they are known."""
    lines = [row.name]
    # A decoder's blur is no part of real images, so beside decoded ones their overlap misleads.
    if row.overlap.known and row.sampler != "images":
        lines.append(f"overlap {row.overlap.value:.2f}")
    if row.face_rate.known:
        lines.append(f"faces {percent(row.face_rate.value)}")
    return "\n".join(lines)
