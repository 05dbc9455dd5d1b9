"""The poster: a row of images for every sampler, beside real images and their reconstructions."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints.figures import sheets


def poster(
    table: pd.DataFrame,
    real: Mapping[str, np.ndarray],
    decoded: Mapping[str, np.ndarray],
    images: int,
    title: str,
    path: str | Path,
) -> None:
    """Save one row of images a sampler, in the order of the table, its figures at the left.

    Args:
        table: columns sampler, face_rate, face_rate_low, face_rate_high, diversity.
        real: rows that come first: name in the table to uint8 (at least `images`, size, size,
            channels).
        decoded: sampler to uint8 (n, size, size, channels).
        images: in a row.
        title: title of the figure.
        path: of the PNG.
    """
    samplers = [name for name in table["sampler"] if name in decoded]
    rows = {name: pictures[:images] for name, pictures in real.items()}
    rows |= {name: _evenly(decoded[name], images) for name in samplers}
    labels = {row["sampler"]: _label(row) for _, row in table.iterrows()}
    sheets.rows({labels[name]: pictures for name, pictures in rows.items()}, title, path)


def _evenly(images: np.ndarray, count: int) -> np.ndarray:
    """Images from the first to the last, evenly: those of a path show where it leads."""
    return images[np.linspace(0, len(images) - 1, count).round().astype(int)]


def _label(row: pd.Series) -> str:
    """A sampler and its figures, where they are defined."""
    lines = [row["sampler"]]
    if np.isfinite(row["face_rate"]):
        low, high = row["face_rate_low"], row["face_rate_high"]
        lines.append(f"{row['face_rate']:.0%} faces ({low:.0%} to {high:.0%})")
    if np.isfinite(row["diversity"]):
        lines.append(f"diversity {row['diversity']:.2f}")
    return "\n".join(lines)
