"""Thumbnails show what the images show, small, and are the same files each time."""

import io

import numpy as np
import pytest
from PIL import Image
from support.drawing import pictures

from zpoints.study.atlas.thumbnails import ACROSS, SHEET_SIDE, sheet, thumbnails, webp


def opened(content):
    with Image.open(io.BytesIO(bytes(content))) as image:
        assert image.format == "WEBP"
        return np.asarray(image.convert("RGB")).astype(int)


def gradient(height, width, channels):
    """A picture that is easy to compress."""
    y, x = np.mgrid[:height, :width] / max(height, width)
    levels = np.stack([200 * x, 200 * y, 60 + 0 * x][:channels], axis=2)
    return levels.round().astype(np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_files_are_found_by_their_ends_and_show_the_images(channels):
    images = [np.roll(gradient(24, 24, channels), 4 * k, axis=1) for k in range(5)]
    found = thumbnails(iter(images), side=32)
    assert found.ends.dtype == np.uint32
    assert found.ends[-1] == len(found.content)
    starts = [0, *found.ends[:-1]]
    for image, start, end in zip(images, starts, found.ends, strict=True):
        shown = opened(found.content[start:end])
        assert shown.shape == (24, 24, 3)
        assert np.abs(shown - image).mean() < 12
        assert np.abs(shown.mean(axis=(0, 1)) - image.mean(axis=(0, 1))).max() < 6


@pytest.mark.parametrize(
    ("shape", "side", "size"),
    [
        ((96, 96), 64, (64, 64)),
        ((40, 80), 20, (10, 20)),
        ((8, 8), 64, (8, 8)),
        ((400, 1), 100, (100, 1)),
    ],
)
def test_larger_images_become_smaller_and_smaller_ones_stay(shape, side, size):
    assert opened(webp(gradient(*shape, 3), side, 60)).shape[:2] == size


def test_a_sheet_shows_sixteen_images_in_rows():
    images = np.zeros((20, 16, 16, 1), np.uint8)
    for k in range(20):
        images[k] = 10 * k
    shown = opened(sheet(images))
    assert shown.shape == (ACROSS * 16, ACROSS * 16, 3)
    for k in range(16):
        row, column = divmod(k, ACROSS)
        tile = shown[16 * row : 16 * row + 16, 16 * column : 16 * column + 16]
        assert np.abs(tile - 10 * k).mean() < 6


def test_a_sheet_of_few_images_is_black_below():
    shown = opened(sheet(np.full((3, 8, 8, 3), 200, np.uint8)))
    assert shown.shape == (32, 32, 3)
    assert shown[:8, :24].min() > 150
    assert shown[10:].max() < 20


def test_a_sheet_of_large_images_is_smaller():
    assert opened(sheet(pictures(16, 300))).shape[:2] == (SHEET_SIDE, SHEET_SIDE)


def test_the_same_images_give_the_same_bytes():
    images = pictures(6, 30)
    one, other = (thumbnails(images, 20) for _ in range(2))
    assert one.content.tobytes() == other.content.tobytes()
    assert sheet(images).tobytes() == sheet(images).tobytes()
