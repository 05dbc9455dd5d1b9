"""Controls are what they are called: one mean, noise, and the same pixels in another order."""

import math

import numpy as np
import pytest

from zpoints.quality.controls import controls


@pytest.mark.parametrize("channels", [1, 3])
def test_controls_look_like_nothing(faces, channels):
    images = faces[..., :channels]
    sets = controls(images, np.random.default_rng(5))
    assert list(sets) == ["mean-image", "noise", "scrambled"]
    for control in sets.values():
        assert control.shape == images.shape
        assert control.dtype == np.uint8
    mean = sets["mean-image"]
    assert (mean == mean[0]).all()
    assert np.abs(mean[0] - images.mean(axis=0)).max() <= 0.5
    counts = np.bincount(sets["noise"].ravel(), minlength=256)
    expected = sets["noise"].size / 256
    assert np.abs(counts - expected).max() < 6 * math.sqrt(expected)
    for image, scrambled in zip(images, sets["scrambled"], strict=True):
        # The same pixels (colours kept whole) in another order.
        before, after = (
            np.unique(pixels.reshape(-1, channels), axis=0, return_counts=True)
            for pixels in (image, scrambled)
        )
        assert (before[0] == after[0]).all()
        assert (before[1] == after[1]).all()
    orders = sets["scrambled"][:2].reshape(2, -1)
    assert (orders[0] != orders[1]).any()


def test_the_same_generator_gives_the_same_controls(faces):
    first, second = (controls(faces, np.random.default_rng(5)) for _ in range(2))
    assert all((first[name] == second[name]).all() for name in first)
