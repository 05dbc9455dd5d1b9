"""Labels cover neither each other nor a point, and lines strike through none."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from zpoints.figures import style
from zpoints.quality.point_labels import CLEAR, label_points

_R = np.random.default_rng(5)
CLOUDS = {
    "spread": _R.uniform(0, 1, (12, 2)),
    "equal": np.full((8, 2), 0.9),
    "corner": 1 - _R.exponential(0.03, (30, 2)).clip(max=1),
    "origin": np.zeros((4, 2)),
    "line": np.column_stack([np.linspace(0, 1, 30), np.full(30, 0.1)]),
    "one": np.array([[0.5, 0.5]]),
}


def draw_labels(points, corners=(0.25, 0.5)):
    """Axes with labels, their boxes in pixels, and the lines to their points."""
    with style.context({"figure.constrained_layout.use": False}):
        figure = style.new(10, 6.4)
        figure.set_dpi(mpl.rcParams["savefig.dpi"])
        renderer = FigureCanvasAgg(figure).get_renderer()
        axes = figure.add_axes((0.05, 0.05, 0.55, 0.9), xlim=(-0.1, 1.1), ylim=(-0.1, 1.1))
        labels = [f"the sampler with number {k}" for k in range(len(points))]
        label_points(axes, renderer, labels, points, ["black"] * len(points), corners)
        figure.draw_without_rendering()
        boxes = [Text.get_window_extent(text, renderer) for text in axes.texts]
        lines = [
            Path(text.arrow_patch.get_path().vertices) if text.arrow_patch else None
            for text in axes.texts
        ]
        for text, line in zip(axes.texts, lines, strict=True):
            if line:  # its path is in pixels, from the label to the point
                ends = axes.transData.transform(text.xy)
                assert np.abs(line.vertices - ends).sum(axis=1).min() < 3
    return axes, boxes, lines


@pytest.mark.parametrize("cloud", CLOUDS)
def test_no_label_covers_a_label_or_a_point_and_no_line_strikes_through_one(cloud):
    points = CLOUDS[cloud]
    axes, boxes, lines = draw_labels(points)
    assert sorted(text.get_text() for text in axes.texts) == sorted(
        f"the sampler with number {k}" for k in range(len(points))
    )
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for x, y in axes.transData.transform(points):
        mark = Bbox.from_bounds(x, y, 0, 0).padded(CLEAR)
        assert not any(mark.overlaps(box) for box in boxes)
    for k, box in enumerate(boxes):
        for j, line in enumerate(lines):
            if line and j != k:
                assert not line.intersects_bbox(box.padded(-1), filled=False)


@pytest.mark.parametrize("cloud", ["corner", "line"])
def test_lines_into_the_column_do_not_cross(cloud):
    axes, boxes, _ = draw_labels(CLOUDS[cloud])
    segments = [
        (axes.transData.transform(text.xy), (box.x0, (box.y0 + box.y1) / 2))
        for text, box in zip(axes.texts, boxes, strict=True)
        if box.x0 > axes.bbox.x1
    ]
    assert len(segments) > 1
    for one, other in combinations(segments, 2):
        assert not Path(one).intersects_path(Path(other), filled=False)


def test_a_point_alone_has_its_label_beside_it_without_a_line():
    axes, (box,), (line,) = draw_labels(CLOUDS["one"], corners=())
    x, y = axes.transData.transform((0.5, 0.5))
    assert line is None
    assert 0 < box.x0 - x < 25
    assert box.y0 < y < box.y1


def test_a_label_keeps_off_lines_at_corners():
    # The label at the right would lie on the line from (0.6, 0.6) upwards.
    axes, (box,), _ = draw_labels(np.array([[0.5, 0.8]]), corners=[0.6])
    x, _ = axes.transData.transform((0.6, 0.6))
    assert box.x1 < x


def test_without_points_nothing_is_written():
    axes, boxes, _ = draw_labels(np.empty((0, 2)))
    assert not boxes
    assert not axes.texts
