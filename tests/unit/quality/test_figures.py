"""Figures of the samplers' table, with and without a detector."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from support.drawing import draw

from zpoints.quality import figures


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


def table_of(detected=True, alike=False):
    """A table of samplers, cubes, and the rows that they are compared with."""
    names = ["images", "mean-image", "gaussian-full", "permuted", "latents", "uniform-b1", "noise"]
    rate = np.full(7, 0.9) if alike else np.array([1, 1, 0.94, 0.9, 0.95, 0.1, 0])
    return pd.DataFrame(
        {
            "sampler": names,
            "b": [np.nan] * 5 + [1, np.nan],
            "kind": ["reference"] * 2 + ["sampler"] * 4 + ["reference"],
            "face_rate": rate if detected else np.nan,
            "face_rate_low": np.maximum(rate - 0.03, 0) if detected else np.nan,
            "face_rate_high": np.minimum(rate + 0.03, 1) if detected else np.nan,
            "precision": rate,
            "diversity": 0.9 if alike else [1, 0, 0.92, 0.45, 0.93, 0.4, 1.6],
        }
    )


@pytest.mark.parametrize("detected", [True, False])
@pytest.mark.parametrize("figure", [figures.face_rate, figures.trade_off])
def test_samplers_with_and_without_a_detector(path, figure, detected):
    draw(figure, table_of(detected), "Case I", path=path)


@pytest.mark.parametrize("figure", [figures.face_rate, figures.trade_off])
def test_no_sampler_has_a_rate(path, figure):
    draw(figure, table_of(detected=False).assign(precision=np.nan), "Case I", path=path)


def test_labels_of_equal_points_do_not_cover_each_other(path, monkeypatch):
    boxes = []
    label = figures._label_points

    def watch(axes, canvas, rows):
        label(axes, canvas, rows)
        axes.figure.draw_without_rendering()
        renderer = axes.figure.canvas.get_renderer()
        assert all(
            np.hypot(*text.xyann) < 200 and axes.bbox.overlaps(text.get_window_extent(renderer))
            for text in axes.texts
        )
        boxes.extend(Text.get_window_extent(text, renderer) for text in axes.texts)

    monkeypatch.setattr(figures, "_label_points", watch)
    figures.trade_off(table_of(alike=True), "Case I", path)
    assert len(boxes) == 6, "every sampler but noise has a label"
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:k])
