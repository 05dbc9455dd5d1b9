"""Ladders of samplers: one row each, the highest overlap on top, controls in a block below."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zpoints.figures import notes, style
from zpoints.quality import checks, titles
from zpoints.quality.marks import (
    Row,
    Value,
    add_legend,
    add_title,
    ceiling_of,
    is_detected,
    note_on_checks,
    percent,
    rows_of,
)

# Inches of a row, and rows of the gap above the controls, which holds their heading.
ROW_HEIGHT, GAP = 0.42, 1.1
# Letters of a name and of a sampler's id, which is set smaller.
NAME_LETTERS, ID_LETTERS = 46, 60
NO_DETECTOR = (
    "No face detector applies to these images (quality.meter is none), so there is no face rate.\n"
    "How near samplers come to reconstructions of real images: see overlap.png."
)


class Panel(NamedTuple):
    """A column of the table to draw: its heading, and the most that a control may have."""

    column: str
    heading: str
    most: str


OVERLAP = Panel(
    "overlap",
    "overlap, with 95 % interval",
    f"overlap at most {checks.MOST_OVERLAP:g}",
)
FACES = Panel(
    "face_rate",
    "images in which the detector sees a face,\nwith 95 % interval",
    f"at most {percent(checks.MOST_FACES)}, mean image aside",
)


def overlap(table: pd.DataFrame, case: str, path: str | Path) -> None:
    """Save the overlap of every row with its interval, and beside it the face rate.

    Without a detector the overlap stands alone.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        case: name of the case.
        path: of the PNG.
    """
    panels = [OVERLAP, FACES] if is_detected(rows_of(table)) else [OVERLAP]
    _draw(table, panels, titles.overlap(table, case), path)


def face_rate(table: pd.DataFrame, case: str, path: str | Path) -> None:
    """Save the face rate of every row with its interval, in the order of `overlap`.

    Without a detector the figure says so.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        case: name of the case.
        path: of the PNG.
    """
    title = titles.face_rate(table, case)
    if is_detected(rows_of(table)):
        _draw(table, [FACES], title, path)
    else:
        notes.note(NO_DETECTOR, title, path)


def _draw(table: pd.DataFrame, panels: Sequence[Panel], title: str, path: str | Path) -> None:
    rows = rows_of(table)
    heights = _heights(rows)
    with style.context():
        figure = style.new(5 + 4.2 * len(panels), ROW_HEIGHT * (max(heights) + 1) + 2.2)
        add_title(figure, title)
        grid = figure.subplots(1, len(panels), sharey=True, squeeze=False)
        for axes, panel in zip(grid[0], panels, strict=True):
            _draw_panel(axes, panel, rows, heights)
        _label_rows(grid[0, 0], rows, heights, panels[0].most)
        add_legend(figure, rows, note_on_checks(table))
        style.save(figure, path)


def _heights(rows: Sequence[Row]) -> list[float]:
    """Where each row is drawn, downwards; controls come after a gap."""
    before = sum(row.kind != "control" for row in rows)
    main, controls = iter(range(before)), iter(np.arange(before, len(rows)) + GAP)
    return [float(next(controls if row.kind == "control" else main)) for row in rows]


def _draw_panel(axes: Axes, panel: Panel, rows: Sequence[Row], heights: Sequence[float]) -> None:
    """Draw a value and its interval in each row, and write them at the right."""
    for row, y in zip(rows, heights, strict=True):
        value = getattr(row, panel.column)
        if value.known:
            ends = [value.low, value.high]
            axes.plot(ends, [y, y], color=row.color, lw=2.5, alpha=0.6, solid_capstyle="butt")
            axes.plot(value.value, y, row.marker, color=row.color, ms=8, mec="white", mew=0.5)
        fails = row.fails[panel.column]
        axes.annotate(
            _written(panel, row, value) + (", fails" if fails else ""),
            (1, y),
            (6, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            fontsize=10,
            weight="bold" if fails else "normal",
        )
    _draw_ceiling(axes, panel, rows)
    axes.set(xlim=(-0.03, 1.03), ylim=(max(heights) + 0.6, -0.6), xlabel=panel.heading)
    axes.set_xticks(np.linspace(0, 1, 6))
    if panel is FACES:
        axes.xaxis.set_major_formatter(lambda share, _: percent(share))
    axes.tick_params(left=False, labelleft=False)
    axes.grid(axis="y", visible=False)


def _written(panel: Panel, row: Row, value: Value) -> str:
    """A value and its interval in figures, or why there is none."""
    if not value.known:
        return "unknown" if row.images else "no images"
    if panel is FACES:
        low, high = (f"{100 * share:.0f}" for share in (value.low, value.high))
        return f"{percent(value.value)} ({low} to {high})"
    return f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"


def _draw_ceiling(axes: Axes, panel: Panel, rows: Sequence[Row]) -> None:
    """Draw what reconstructions reach, as far down as there are samplers."""
    ceiling = ceiling_of(rows)
    if ceiling is None or not getattr(ceiling, panel.column).known:
        return
    value = getattr(ceiling, panel.column).value
    last = sum(row.kind != "control" for row in rows)
    axes.plot([value, value], [-0.6, last - 0.4], color=style.GREY, lw=1.2, ls="--", zorder=1)
    axes.annotate(
        f"ceiling {percent(value) if panel is FACES else f'{value:.2f}'}",
        (value, -0.6),
        (0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=10,
        color=style.GREY,
    )


def _label_rows(axes: Axes, rows: Sequence[Row], heights: Sequence[float], most: str) -> None:
    """Write name and sampler of each row at its left, and a heading above the controls."""
    place = {
        "xycoords": axes.get_yaxis_transform(),
        "textcoords": "offset points",
        "ha": "right",
        "va": "center",
    }
    for row, y in zip(rows, heights, strict=True):
        name = style.shortened(row.name, NAME_LETTERS)
        sampler = style.shortened(row.sampler, ID_LETTERS)
        axes.annotate(name, (0, y), (-8, 5), fontsize=11, **place)
        axes.annotate(sampler, (0, y), (-8, -8), fontsize=8.5, color=style.GREY, **place)
    controls = [y for row, y in zip(rows, heights, strict=True) if row.kind == "control"]
    if controls:
        above = (0, min(controls) - 0.85)
        axes.annotate(f"Controls: {most}", above, (-8, 0), fontsize=11, weight="bold", **place)
