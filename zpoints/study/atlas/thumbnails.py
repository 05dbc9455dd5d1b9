"""Small images for the page, a WebP file each."""

import io
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from PIL import Image

QUALITY, METHOD = 50, 6
# Images on a side of a sheet, whose side has at most so many pixels.
ACROSS, SHEET_SIDE, SHEET_QUALITY = 4, 384, 80


class Thumbnails(NamedTuple):
    """Files one after the other, uint8, and where each ends, uint32 (n,)."""

    content: np.ndarray
    ends: np.ndarray


def thumbnails(images: Iterable[np.ndarray], side: int) -> Thumbnails:
    """Thumbnails of images.

    Args:
        images: uint8 (height, width, channels) each, channels 1 or 3.
        side: longest side in pixels; smaller images stay as they are.
    """
    found = [webp(image, side, QUALITY) for image in images]
    ends = np.cumsum([len(one) for one in found], dtype=np.uint32)
    return Thumbnails(np.frombuffer(b"".join(found), np.uint8), ends)


def sheet(images: np.ndarray) -> np.ndarray:
    """The first images side by side in rows of ACROSS, black where there are too few; WebP bytes.

    Args:
        images: uint8 (n, height, width, channels), n at least 1.
    """
    count, height, width, channels = images.shape
    tiles = np.zeros((ACROSS**2, height, width, channels), np.uint8)
    tiles[: min(count, ACROSS**2)] = images[: ACROSS**2]
    rows = tiles.reshape(ACROSS, ACROSS, height, width, channels).transpose(0, 2, 1, 3, 4)
    whole = rows.reshape(ACROSS * height, ACROSS * width, channels)
    return np.frombuffer(webp(whole, SHEET_SIDE, SHEET_QUALITY), np.uint8)


def strip(images: np.ndarray) -> np.ndarray:
    """Images side by side; WebP bytes.

    Args:
        images: uint8 (n, height, width, channels), n at least 1; as large as on a sheet at most.
    """
    side = len(images) * SHEET_SIDE // ACROSS
    return np.frombuffer(webp(np.concatenate(list(images), axis=1), side, SHEET_QUALITY), np.uint8)


def webp(image: np.ndarray, side: int, quality: int) -> bytes:
    """An image (height, width, channels) as WebP, made smaller if a side has more pixels."""
    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image).convert("RGB")
    longest = max(picture.size)
    if longest > side:
        size = [max(1, round(length * side / longest)) for length in picture.size]
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=METHOD)
    return file.getvalue()
