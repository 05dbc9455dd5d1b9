"""Labels of points that cover neither each other nor a point, and that no line strikes through.

A label stands beside its point where there is room. The others stand in a column at the right of
the axes, with a line to each point; which label takes which place there is chosen so that the
lines are shortest in all, and then no two of them cross.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from scipy.optimize import linear_sum_assignment

FONT_SIZE = 9.5
# Points (1/72 inch): from a point's middle to its label, and to what else keeps clear of it; from
# a label to what is beside it, to the next in the column, and from the axes to the column.
NEAR, CLEAR, GAP, STEP, COLUMN = 8, 5, 3, 13.5, 16
# Labels beside their points: at the right (1) or left (-1), and so many points higher. Those that
# are more than a line higher have a line to their point.
PLACES = [(side, dy) for dy in sorted(range(-126, 127, 9), key=abs) for side in (1, -1)]
LINE_FROM = 10
# Whether it may lie on a faint line, and its place: the nearer the better, and to lie on a faint
# line is as bad as to be 20 points away.
TRIES = sorted(
    itertools.product((False, True), PLACES), key=lambda place: 20 * place[0] + abs(place[1][1])
)


def label_points(
    axes: Axes,
    renderer: RendererBase,
    labels: Sequence[str],
    points: np.ndarray,
    colors: Sequence[str],
    corners: Sequence[float] = (),
) -> None:
    """Write a label for each point; the axes must have their final place in the figure.

    Args:
        axes: to write on, and beside.
        renderer: that measures texts.
        labels: one a point.
        points: (n, 2) in units of the axes.
        colors: one a point, of label and line.
        corners: values v at which lines run from (v, v) up and to the right. Labels avoid them;
            a label that cannot interrupts the line.
    """
    if not len(points):
        return
    scale = axes.get_figure().dpi / 72
    pixels = axes.transData.transform(points)
    sizes = [_size(axes, renderer, label) for label in labels]
    faint = list(_corner_lines(axes, corners))
    aside: list[int] = []
    while True:  # each round but the last moves labels into the column
        column = _column(axes, pixels, aside, scale)
        lines = [Path([pixels[k], end]) for k, end in column.items()]
        near = _beside(axes, pixels, sizes, set(aside), lines, faint, scale)
        crowded = [k for k in range(len(pixels)) if k not in near and k not in column]
        if not crowded:
            break
        aside += crowded
    for k, start in {**near, **column}.items():
        dx, dy = (start - pixels[k]) / scale
        line = {"arrowstyle": "-", "color": colors[k], "lw": 0.5, "shrinkA": 0, "shrinkB": 0}
        axes.annotate(
            labels[k],
            points[k],
            (dx, dy),
            textcoords="offset points",
            ha="left" if dx > 0 else "right",
            va="center",
            fontsize=FONT_SIZE,
            color=colors[k],
            annotation_clip=False,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5},
            arrowprops={**line, "relpos": (0 if dx > 0 else 1, 0.5)}
            if k in column or abs(dy) > LINE_FROM
            else None,
        )


def _size(axes: Axes, renderer: RendererBase, label: str) -> tuple[float, float]:
    """Width and height of a label in pixels."""
    text = axes.text(0, 0, label, fontsize=FONT_SIZE)
    box = Text.get_window_extent(text, renderer)
    text.remove()
    return box.width, box.height


def _corner_lines(axes: Axes, corners: Iterable[float]) -> Iterator[Path]:
    """Lines from the upper edge of the axes down to (v, v), and from there to the right edge."""
    for value in corners:
        x, y = axes.transData.transform((value, value))
        yield Path([(x, axes.bbox.y1), (x, y), (axes.bbox.x1, y)])


def _column(
    axes: Axes, pixels: np.ndarray, aside: Sequence[int], scale: float
) -> dict[int, np.ndarray]:
    """Where labels in the column begin, by point, so that the lines are shortest in all."""
    places = max(len(aside), int(axes.bbox.height / (STEP * scale)))
    heights = axes.bbox.y1 - STEP * scale * (np.arange(places) + 0.5)
    ends = np.column_stack([np.full(places, axes.bbox.x1 + COLUMN * scale), heights])
    lengths = np.linalg.norm(pixels[list(aside), None] - ends, axis=2)
    chosen, taken = linear_sum_assignment(lengths)
    return {aside[k]: ends[place] for k, place in zip(chosen, taken, strict=True)}


def _beside(
    axes: Axes,
    pixels: np.ndarray,
    sizes: Sequence[tuple[float, float]],
    aside: set[int],
    lines: Sequence[Path],
    faint: Sequence[Path],
    scale: float,
) -> dict[int, np.ndarray]:
    """Where labels beside their points begin, for each that has room; from left to right."""
    boxes = [Bbox.from_bounds(x, y, 0, 0).padded(CLEAR * scale) for x, y in pixels]
    inside = axes.bbox.padded(-GAP * scale)
    lines = list(lines)
    starts = {}
    for k in map(int, np.lexsort((pixels[:, 1], pixels[:, 0]))):
        others = [box for box in boxes if not box.contains(*pixels[k])]
        for crosses, (side, dy) in TRIES if k not in aside else ():
            start = pixels[k] + np.array([side * NEAR, dy]) * scale
            width, height = sizes[k]
            left = start[0] if side > 0 else start[0] - width
            box = Bbox.from_bounds(left, start[1] - height / 2, width, height)
            line = Path([pixels[k], start]) if abs(dy) > LINE_FROM else None
            if (
                inside.count_contains(box.corners()) == 4
                and not box.padded(GAP * scale, 0).count_overlaps(boxes)
                and not _is_struck(box, lines if crosses else [*lines, *faint])
                and not (line and any(_is_struck(other, [line]) for other in others))
            ):
                starts[k] = start
                boxes.append(box)
                lines += [line] if line else []
                break
    return starts


def _is_struck(box: Bbox, lines: Iterable[Path]) -> bool:
    """Whether any of the lines runs through a box."""
    return any(line.intersects_bbox(box, filled=False) for line in lines)
