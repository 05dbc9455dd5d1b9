"""Precision against recall: do a sampler's images look right, and are they all that there are?"""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from zpoints.figures import style
from zpoints.quality import titles
from zpoints.quality.marks import (
    SMALL_LETTERS,
    TITLE_LETTERS,
    Row,
    add_legend,
    ceiling_of,
    note_on_checks,
    rows_of,
    wrapped,
    write,
)
from zpoints.quality.point_labels import label_points

# Lines of equal overlap are drawn at these values; what lies beyond the last is the good corner.
CONTOURS = (0.25, 0.5, 0.75)
LIMITS = (-0.06, 1.06)
# Inches: from the left edge to the axes, from the axes to the right edge (labels stand there),
# between axes and title, and a line of the texts below.
LEFT, RIGHT, TOP, LINE = 0.9, 3.9, 0.55, 0.22
# The smallest side of the axes, and the height of a label beside them.
SIDE, LABEL = 6.0, 0.2


def trade_off(table: pd.DataFrame, case: str, path: str | Path) -> None:
    """Save a point of recall and precision for every row, with lines of equal overlap.

    Rows without these values are named below the points.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        case: name of the case.
        path: of the PNG.
    """
    rows = rows_of(table)
    points = [row for row in rows if np.isfinite([row.precision, row.recall]).all()]
    absent = [row.name for row in rows if row not in points]
    note = note_on_checks(table)
    if absent:
        note += f"\nNot drawn, as there are no images to measure: {', '.join(absent)}."
    with style.context({"figure.constrained_layout.use": False, "axes.grid": False}):
        figure, axes = _empty(titles.trade_off(table, case), note, len(points))
        canvas = FigureCanvasAgg(figure)  # it measures how large the labels are
        ceiling = ceiling_of(points)
        _draw_contours(axes, ceiling)
        for row in points:
            marker = {"ms": 9, "mec": "white", "mew": 0.6, "zorder": 3}
            axes.plot(row.recall, row.precision, row.marker, color=row.color, **marker)
        add_legend(figure, points, note)
        label_points(
            axes,
            canvas.get_renderer(),
            labels=_labels(points),
            points=np.array([[row.recall, row.precision] for row in points]).reshape(-1, 2),
            colors=[row.color for row in points],
            corners=[*CONTOURS, *([ceiling.overlap.value] if ceiling else [])],
        )
        style.save(figure, path)


def _empty(title: str, note: str, points: int) -> tuple[Figure, Axes]:
    """A figure with its title, and square axes with room for title, labels and a note."""
    side = max(SIDE, LABEL * points)
    figure = style.new(LEFT + side + RIGHT, side)
    figure.set_dpi(mpl.rcParams["savefig.dpi"])  # texts are a little wider in other resolutions
    title = wrapped(title, figure, TITLE_LETTERS)
    above = 0.28 * (title.count("\n") + 1) + TOP
    # Below are the ticks and the label of the axis, the note and the legend.
    below = LINE * (wrapped(note, figure, SMALL_LETTERS).count("\n") + 1) + 1.2
    width, height = figure.get_figwidth(), above + side + below
    figure.set_figheight(height)
    write(figure, 0.1, 0.1, title, fontsize=14)
    axes = figure.add_axes((LEFT / width, below / height, side / width, side / height))
    axes.set(
        xlim=LIMITS,
        ylim=LIMITS,
        xlabel="recall: share of reconstructions that are like drawn images (variety)",
        ylabel="precision: share of images that are like reconstructions (fidelity)",
    )
    return figure, axes


def _draw_contours(axes: Axes, ceiling: Row | None) -> None:
    """Draw where the lesser of precision and recall is equal, the ceiling, and the good corner."""
    top = LIMITS[1]
    for value in CONTOURS:
        axes.plot([value, value, top], [top, value, value], color=style.GREY, lw=0.7, ls=":")
        _write_above(axes, value, f"{value:g}")
    axes.fill_between([CONTOURS[-1], top], CONTOURS[-1], top, color=style.GREEN, alpha=0.08, lw=0)
    _write_above(axes, LIMITS[0], "overlap:", side="left")
    _write_above(axes, top, "good corner", side="right")
    if ceiling is not None:
        value = ceiling.overlap.value
        axes.plot([value, value, top], [top, value, value], color=style.GREY, lw=1.2, ls="--")
        _write_above(axes, value, f"ceiling {value:.2f}", line=1)


def _write_above(axes: Axes, x: float, text: str, side: str = "center", line: int = 0) -> None:
    """Write above the axes, in the first line or in one above it."""
    place = {"textcoords": "offset points", "fontsize": 10, "color": style.GREY}
    axes.annotate(text, (x, LIMITS[1]), (0, 4 + 13 * line), ha=side, **place)


def _labels(rows: Sequence[Row]) -> list[str]:
    """Plain names; with the sampler where two have one name."""
    names = [row.name for row in rows]
    return [
        style.shortened(
            row.name if names.count(row.name) == 1 else f"{row.name}: {row.sampler}", 44
        )
        for row in rows
    ]
