"""Ends of paths: the images whose outlines coincide least."""

import numpy as np
import pytest

from zpoints.samplers.ends import differing_pairs, outlines


def square(left, top, tone=200, ground=50):
    """A square of one tone on a ground of another."""
    image = np.full((24, 24, 3), ground, np.uint8)
    image[top : top + 8, left : left + 8] = tone
    return image


def test_outlines_know_no_brightness():
    drawn = outlines(np.stack([square(3, 3), square(3, 3, 120, 100), square(3, 3, 0, 255)]))
    np.testing.assert_allclose(drawn @ drawn.T, 1, atol=1e-6)
    assert not outlines(np.full((1, 8, 8, 1), 7, np.uint8)).any()


def test_pairs_differ_most_in_their_outlines():
    # Two squares at one place in different tones, and two elsewhere.
    images = np.stack([square(1, 1), square(1, 1, 20), square(13, 13), square(2, 1, 90)])
    drawn = outlines(images)
    first = differing_pairs(images, 1)[0]
    r = (drawn @ drawn.T)[tuple(first)]
    assert r == pytest.approx((drawn @ drawn.T)[np.triu_indices(4, 1)].min())
    assert 2 in first


def test_no_image_stands_in_two_pairs_while_there_are_others():
    images = np.random.default_rng(0).integers(0, 255, (6, 16, 16, 3)).astype(np.uint8)
    pairs = differing_pairs(images, 3)
    assert sorted(pairs.ravel()) == list(range(6))
    assert (pairs[:, 0] < pairs[:, 1]).all()
    np.testing.assert_array_equal(pairs, differing_pairs(images, 5)[:3])
    assert differing_pairs(images[:2], 4).tolist() == [[0, 1]] * 4
    assert len(differing_pairs(images[:3], 2)) == 2
