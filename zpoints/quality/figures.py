"""Figures of the samplers' table: how good each sampler is, and how varied."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from zpoints.figures import style
from zpoints.quality.controls import FAR_OUT
from zpoints.quality.table import leading_column

# Kinds of rows in the samplers' table: colour and name in the legend.
KINDS = {
    "sampler": (style.BLUE, "sampler fitted to the data"),
    "cube": (style.RED, "uniform in a cube [-b, b]"),
    "reference": (style.GREY, "not sampled, to compare with"),
}


class Row(NamedTuple):
    """What is drawn of a row of the table; value, low and high in per cent."""

    sampler: str
    kind: str
    value: float
    low: float
    high: float
    diversity: float


def face_rate(table: pd.DataFrame, title: str, path: str | Path) -> None:
    """Save the face rate of every sampler with its interval, the highest on top.

    Where no detector applies, the precision is drawn instead.

    Args:
        table: columns sampler, b, kind, face_rate, face_rate_low, face_rate_high, precision,
            diversity, in the order to draw.
        title: title of the figure.
        path: of the PNG.
    """
    detected = leading_column(table) == "face_rate"
    rows = _rows(table)
    with style.context():
        figure = style.new(9, 0.34 * max(len(rows), 3) + 1.9)
        axes = figure.subplots()
        for y, row in enumerate(rows):
            color, _ = KINDS[row.kind]
            if detected:
                axes.plot([row.low, row.high], [y, y], color=color, lw=2.5, solid_capstyle="butt")
            axes.plot(row.value, y, "o", color=color, ms=7)
            right = row.high if detected else row.value
            axes.text(min(right + 1.5, 104), y, f"{row.value:.1f}", va="center", fontsize=10)
        axes.set_yticks(range(len(rows)), [row.sampler for row in rows])
        axes.set(xlim=(-2, 110), ylim=(len(rows) - 0.4, -0.6))
        axes.set_xticks(range(0, 101, 20))
        if detected:
            axes.set_xlabel("images in which the detector sees a face (%), 95 % interval")
            axes.set_title(f"{title}: which vectors decode to faces")
        else:
            axes.set_xlabel("precision: images among the real ones (%)")
            axes.set_title(f"{title}: no detector applies, precision instead")
        _add_legend(figure, rows)
        style.save(figure, path)


def trade_off(table: pd.DataFrame, title: str, path: str | Path) -> None:
    """Save face rate (precision, where no detector applies) against diversity.

    Args:
        table: columns sampler, b, kind, face_rate, face_rate_low, face_rate_high, precision,
            diversity.
        title: title of the figure.
        path: of the PNG.
    """
    detected = leading_column(table) == "face_rate"
    rows = [row for row in _rows(table[table["diversity"].notna()]) if row.sampler not in FAR_OUT]
    with style.context():
        figure = style.new(10, 6)
        canvas = FigureCanvasAgg(figure)  # it measures how large the labels are
        axes = figure.subplots()
        for row in rows:
            color, _ = KINDS[row.kind]
            if detected:
                axes.plot([row.diversity] * 2, [row.low, row.high], color=color, lw=1.5, alpha=0.6)
            axes.plot(row.diversity, row.value, "o", color=color, ms=7)
        axes.axvline(1, color=style.GREY, lw=1, ls=":")
        axes.set_ylim(-4, 106)
        axes.set_xlim(left=min(0, *axes.get_xlim()))
        axes.set(
            xlabel="diversity: mean distance of two images, relative to real images",
            ylabel="face rate (%)" if detected else "precision (%)",
            title=f"{title}: faces, and different ones?",
        )
        figure.draw_without_rendering()
        _label_points(axes, canvas, rows)
        _add_legend(figure, rows)
        style.save(figure, path)


def _rows(table: pd.DataFrame) -> list[Row]:
    """Rows whose leading column is known; a sampler with a b is a cube."""
    column = leading_column(table)
    table = table[table[column].notna()]
    cube = (table["kind"] == "sampler") & table["b"].notna()
    columns = [
        table["sampler"],
        table["kind"].mask(cube, "cube"),
        100 * table[column],
        100 * table["face_rate_low"],
        100 * table["face_rate_high"],
        table["diversity"],
    ]
    return [Row(*values) for values in zip(*columns, strict=True)]


def _add_legend(figure: Figure, rows: Sequence[Row]) -> None:
    """Name the kinds that are drawn."""
    drawn = {row.kind for row in rows}
    handles = [
        style.dot(color, "o", name) for kind, (color, name) in KINDS.items() if kind in drawn
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)


def _label_points(axes: Axes, canvas: FigureCanvasAgg, rows: Sequence[Row]) -> None:
    """Write each sampler near its point, at the first free place, so that no names overlap."""
    renderer = canvas.get_renderer()
    pixels = [axes.transData.transform((row.diversity, row.value)) for row in rows]
    taken = [Bbox.from_bounds(x - 6, y - 6, 12, 12) for x, y in pixels]
    heights = sorted(range(-160, 161, 10), key=abs)
    places = [(side, dx, dy) for dx in (9, 40, 90) for dy in heights for side in ("left", "right")]
    for row in rows:
        color, _ = KINDS[row.kind]
        for side, dx, dy in places:
            near = dx == 9 and dy == 0
            label = axes.annotate(
                row.sampler,
                (row.diversity, row.value),
                xytext=(dx if side == "left" else -dx, dy),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=9.5,
                color=color,
                arrowprops=None if near else {"arrowstyle": "-", "color": color, "lw": 0.5},
            )
            label.update_positions(renderer)
            box = Text.get_window_extent(label, renderer)  # without the line to the point
            inside = axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 and box.y0 >= axes.bbox.y0
            if inside and not any(box.overlaps(other) for other in taken):
                break
            if (side, dx, dy) != places[-1]:
                label.remove()
        taken.append(box)
