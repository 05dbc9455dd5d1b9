"""Rows of images: in pairs, or a labelled row each."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from zpoints.figures import style
from zpoints.figures.montage import montage


def pairs(originals: np.ndarray, decoded: np.ndarray, title: str, path: str | Path) -> None:
    """Save pairs of rows: originals above, what a decoder makes of them below.

    Args:
        originals: uint8 (n, size, size, channels).
        decoded: uint8, the same shape.
        title: title of the figure.
        path: of the PNG.
    """
    columns = min(12, len(originals))
    groups = -(-len(originals) // columns)
    with style.context():
        figure = style.new(max(0.95 * columns, 6), groups * 2.0 + 0.6)
        for group, axes in enumerate(np.atleast_1d(figure.subplots(groups))):
            part = slice(group * columns, (group + 1) * columns)
            pair = np.concatenate([originals[part], decoded[part]])
            show(axes, montage(pair, len(originals[part])))
        style.title(figure, title, 13)
        style.save(figure, path)


def rows(images: Mapping[str, np.ndarray], title: str, path: str | Path) -> None:
    """Save one row of images for each label, the label at its left.

    Args:
        images: label to uint8 (n, size, size, channels).
        title: title of the figure.
        path: of the PNG.
    """
    columns = max(map(len, images.values()))
    with style.context():
        figure = style.new(columns * 0.95 + 2.1, len(images) * 1.0 + 0.5)
        grid = figure.subplots(len(images), 2, squeeze=False, width_ratios=[1.9, columns * 0.95])
        for (left, right), (label, row) in zip(grid, images.items(), strict=True):
            left.set_axis_off()
            left.text(1, 0.5, label, ha="right", va="center", fontsize=12)
            show(right, montage(row, columns))
        style.title(figure, title)
        style.save(figure, path)


def show(axes: Axes, image: np.ndarray) -> None:
    """Draw an image alone, without ticks."""
    axes.imshow(image)
    axes.set_axis_off()
