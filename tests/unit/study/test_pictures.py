"""Rows of images as data URIs."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from support.drawing import pictures

from zpoints.study.pictures import SIDE, row


def pixels(picture):
    head, _, body = picture.uri.partition(",")
    assert head == "data:image/webp;base64"
    with Image.open(io.BytesIO(base64.b64decode(body))) as image:
        assert image.format == "WEBP"
        return np.asarray(image.convert("RGBA"))


@pytest.mark.parametrize("channels", [1, 3])
def test_images_stand_beside_each_other_with_transparent_gaps(channels):
    images = np.stack([np.full((32, 32, channels), grey, np.uint8) for grey in (0, 128, 255)])
    picture = row(images)
    drawn = pixels(picture)
    step = picture.width // 3
    assert drawn.shape == (picture.height, picture.width, 4) == (32, 3 * 34, 4)
    assert picture.tile == step / 32
    for k, grey in enumerate((0, 128, 255)):
        own = drawn[:, k * step : (k + 1) * step]
        assert np.abs(own[4:28, 4:28, :3].astype(int) - grey).max() <= 4
        assert (own[:, :32, 3] == 255).all()
        assert (own[:, 32:, 3] == 0).all()
    assert picture.images == 3


@pytest.mark.parametrize("channels", [1, 3])
def test_large_images_are_made_smaller(channels):
    images = np.full((2, 300, 300, channels), 200, np.uint8)
    picture = row(images)
    assert picture.height == SIDE
    assert np.abs(pixels(picture)[:, :SIDE, :3].astype(int) - 200).max() <= 4
    assert not picture.small


def test_small_images_are_marked_and_equal_images_give_equal_bytes():
    images = pictures(3, size=16)
    assert row(images).small
    assert row(images) == row(images.copy())
    assert len(row(images).uri) < 3 * 16 * 16 * 4
