"""Pixels as bytes and as numbers."""

import numpy as np

from zpoints import pixels


def test_pixels_survive_the_way_to_floats_and_back():
    values = np.arange(256, dtype=np.uint8)
    floats = pixels.to_float(values)
    assert floats.dtype == np.float32
    assert (floats.min(), floats.max()) == (0, 1)
    assert (pixels.to_uint8(floats) == values).all()


def test_pixels_are_rounded_and_clipped():
    values = np.array([-1, 0, 0.4 / 255, 0.6 / 255, 1, 1.7], np.float32)
    assert pixels.to_uint8(values).tolist() == [0, 0, 0, 1, 255, 255]
