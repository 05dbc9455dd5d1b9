"""Rows of images for a page: one WebP each, inside the page itself."""

import base64
import io
from typing import NamedTuple

import numpy as np
from PIL import Image

# Pixels of an image's side at most, and share of a side that lies between two images.
SIDE, GAP = 96, 0.06
# Images of fewer pixels are enlarged without smoothing.
SMALL = 40
QUALITY, METHOD = 88, 4


class Picture(NamedTuple):
    """A row of images: its data URI, their number, its size in pixels, and whether they are small.

    tile: width of an image and the gap behind it, in heights of the row.
    """

    uri: str
    images: int
    width: int
    height: int
    tile: float
    small: bool


def row(images: np.ndarray) -> Picture:
    """Images beside each other, with a transparent gap behind each.

    Args:
        images: uint8 (n, size, size, channels), channels 1 or 3; at least one. Larger ones than
            SIDE are made smaller.
    """
    count, size = images.shape[:2]
    side = min(size, SIDE)
    step = side + max(1, round(GAP * side))
    canvas = np.zeros((side, count * step, 4), np.uint8)
    for k, image in enumerate(images):
        place = canvas[:, k * step : k * step + side]
        place[..., :3] = _sized(image, side)  # one channel is repeated
        place[..., 3] = 255
    return Picture(_uri(canvas), count, count * step, side, step / side, size < SMALL)


def _sized(image: np.ndarray, side: int) -> np.ndarray:
    """An image (size, size, channels) of another side."""
    if image.shape[0] == side:
        return image
    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
    resized = np.asarray(picture.resize((side, side), Image.Resampling.LANCZOS))
    return resized.reshape(side, side, image.shape[2])


def _uri(pixels: np.ndarray) -> str:
    """RGBA pixels as a data URI."""
    file = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "WEBP", quality=QUALITY, method=METHOD)
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"
