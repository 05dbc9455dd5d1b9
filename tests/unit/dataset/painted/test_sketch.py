"""Sketches: a head that turns is drawn as one."""

import numpy as np
import pytest

from zpoints.dataset.painted.factors import FACTORS, Categorical
from zpoints.dataset.painted.sketch import Sketch, band, hue_colour, mix, oval


def middles(count):
    """Values of all factors, the middle of a range or the first of the names."""
    return {
        name: np.zeros((count, 1), int)
        if isinstance(factor, Categorical)
        else np.full((count, 1), (factor.low + factor.high) / 2)
        for name, factor in FACTORS.items()
    }


def test_a_turned_head_has_a_narrow_far_side():
    turned = middles(3) | {"yaw": np.array([[-20.0], [0.0], [20.0]])}
    across, _ = Sketch(turned, 64).on_face(np.array([-0.55, 0, 0.55]), np.zeros(3))
    left, right = np.diff(across, axis=1).T
    assert left[0] < 0.9 * right[0]
    assert left[1] == pytest.approx(right[1])
    assert right[2] < 0.9 * left[2]


def test_what_is_filled_is_kept_in_whole_parts_of_a_pixel():
    sketch = Sketch(middles(2), 64)
    square = np.float32([[0, 1, 1, 0]]), np.float32([[0, 0, 1, 1]])
    sketch.fill(square, np.array([300, 0, 0.6]), np.array([[True], [False]]))
    (polygons,), (colours,), (visible,) = sketch.polygons, sketch.colours, sketch.visible
    assert polygons.shape == (1, 4, 2)
    assert polygons[0, 2].tolist() == [63.5 * 32] * 2  # half a pixel from the centre of pixel 63
    assert colours.tolist() == [[255, 0, 1]] * 2
    assert visible.tolist() == [True, False]


def test_outlines_go_there_and_back():
    u, v = band(np.array([0.0, 1, 2]), -1, 1)
    assert u.tolist() == [0, 1, 2, 2, 1, 0]
    assert v.tolist() == [-1, -1, -1, 1, 1, 1]
    u, v = oval(2, 3, 1, 0.5)
    np.testing.assert_allclose((u - 2) ** 2 + ((v - 3) / 0.5) ** 2, 1, rtol=1e-5)


def test_colours():
    black, white = np.zeros((1, 3)), np.full((1, 3), 255.0)
    assert mix(black, white, 0.2).tolist() == [[51, 51, 51]]
    hues = hue_colour(np.array([[0], [1 / 3], [2 / 3]]), 1, np.ones((3, 1)))
    np.testing.assert_allclose(hues, 255 * np.eye(3), atol=1e-9)
