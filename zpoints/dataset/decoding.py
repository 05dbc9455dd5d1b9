"""From the bytes of one image file to a square uint8 image of a study's size."""

import io
import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import cv2
import numpy as np
import simplejpeg
from PIL import Image, ImageOps, UnidentifiedImageError

from zpoints.dataset.image_files import FORMATS

# Pillow's own limit of pixels is off, and its warning below that limit too: `Shape.check` knows the
# study's limit and names it.
Image.MAX_IMAGE_PIXELS = None

WHOLE = (0.0, 0.0, 1.0, 1.0)
# How the pixels of a JPEG must be turned for each value of EXIF's orientation.
TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: np.rot90,
}


@dataclass(frozen=True)
class Shape:
    """The shape that all images of a study get, and which images are refused.

    image_size: side in pixels. channels: 1 or 3. crop: left, top, right and bottom of a box in
    shares of width and height, whose central square is taken, or "centre" for that of the whole
    image. max_image_megapixels: images of more pixels (in 10^6) are refused before they are
    decoded. min_image_side: images with a side of fewer pixels are refused, too.
    max_file_megabytes: larger files (in 10^6 bytes) are not read.
    """

    image_size: int
    channels: int
    crop: str | Sequence[float]
    max_image_megapixels: float
    min_image_side: int
    max_file_megabytes: float

    @classmethod
    def of(cls, **settings: Any) -> "Shape":
        """The shape that the config's section `dataset` asks for, among other things."""
        return cls(**{field.name: settings[field.name] for field in fields(cls)})

    @property
    def max_file_bytes(self) -> int:
        """Size of the largest file that is read."""
        return int(self.max_file_megabytes * 1e6)

    def square(self, width: int, height: int) -> tuple[int, int, int]:
        """Left, top and side of the square that is cut out of an image, in whole pixels."""
        box = WHOLE if isinstance(self.crop, str) else self.crop
        left, top, right, bottom = (
            round(share * extent) for share, extent in zip(box, (width, height) * 2, strict=True)
        )
        # A box of less than a pixel still holds one.
        left, top = min(left, width - 1), min(top, height - 1)
        across, down = max(right - left, 1), max(bottom - top, 1)
        side = min(across, down)
        return left + (across - side) // 2, top + (down - side) // 2, side

    def check(self, width: int, height: int) -> None:
        """Raise ValueError with the reason if an image of this size is not used."""
        if width * height > self.max_image_megapixels * 1e6:
            raise ValueError(
                f"{width}x{height} pixels are more than {self.max_image_megapixels:g} million "
                "(dataset.max_image_megapixels)"
            )
        if min(width, height) < self.min_image_side:
            raise ValueError(
                f"{width}x{height} pixels, but no side may have less than {self.min_image_side} "
                "(dataset.min_image_side)"
            )

    def fit(self, pixels: np.ndarray) -> np.ndarray:
        """Cut the square out of uint8 (height, width, channels) and resize it.

        Shrinking averages areas; by less than a factor of 2, it averages fours of bilinear values
        at twice the wanted size. Enlarging is bicubic.

        Args:
            pixels: of the whole image.

        Returns:
            uint8 (image_size, image_size, channels).
        """
        left, top, side = self.square(pixels.shape[1], pixels.shape[0])
        square = np.ascontiguousarray(pixels[top : top + side, left : left + side])
        size = self.image_size
        if size < side < 2 * size:
            # Twice as fast as INTER_AREA, which weighs fractions of pixels, and as free of aliases.
            square = cv2.resize(square, (2 * size, 2 * size), interpolation=cv2.INTER_LINEAR)
            side = 2 * size
        if side != size:
            method = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
            square = cv2.resize(square, (size, size), interpolation=method)
        return square.reshape(size, size, self.channels)


def decode(data: bytes, shape: Shape) -> np.ndarray:
    """Decode one image file.

    The orientation that a camera notes in EXIF is applied. For three channels grey is repeated, for
    one channel colour is weighed to grey. CMYK becomes RGB; of 16 bits the upper 8 are kept;
    transparency is laid on white; of an animation the first frame is taken.

    Args:
        data: the whole file.
        shape: shape of the result.

    Returns:
        uint8 (image_size, image_size, channels).

    Raises:
        ValueError: with the reason why the file cannot be used.
    """
    try:
        if size := _plain_jpeg(data):
            shape.check(*size)
            return shape.fit(_decode_jpeg(data, size, None, shape))
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            shape.check(*image.size)
            if data[:2] == b"\xff\xd8" and image.mode in ("RGB", "L"):
                orientation = image.getexif().get(0x0112) if "exif" in image.info else None
                return shape.fit(_decode_jpeg(data, image.size, orientation, shape))
            return shape.fit(_decode_other(image, shape.channels))
    except UnidentifiedImageError:
        is_page = data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))
        page = "a web page, " if is_page else ""
        raise ValueError(f"{page}not an image of the kinds {', '.join(FORMATS)}") from None
    except (OSError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        # Pillow raises SyntaxError for broken PNG chunks.
        raise ValueError(one_line(error)) from None
    except (MemoryError, OverflowError, IndexError, KeyError, TypeError, EOFError) as error:
        # Damaged headers and metadata of some formats end in these.
        raise ValueError(f"damaged ({type(error).__name__}: {one_line(error)})") from None


def _plain_jpeg(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG in colour or grey without EXIF; None of all other files.

    Most files are such JPEGs. Pillow, which opens the others, would need a third of the time that
    their decoding takes.
    """
    if data[:2] != b"\xff\xd8" or b"Exif" in data:
        return None
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError:
        return None
    return (width, height) if colours in ("YCbCr", "Gray") else None


def _decode_jpeg(
    data: bytes, size: tuple[int, int], orientation: int | None, shape: Shape
) -> np.ndarray:
    """Pixels of a JPEG of one or three channels, twice as fast as through Pillow.

    A truncated file is an error here. A large image is decoded at a half, a quarter or an eighth of
    its size if the wanted square then has enough pixels still.
    """
    swapped = orientation in (5, 6, 7, 8)
    width, height = reversed(size) if swapped else size
    _, _, side = shape.square(width, height)
    scale = min(shape.image_size / side, 1)
    least = [math.ceil(extent * scale) for extent in size]
    try:
        pixels = simplejpeg.decode_jpeg(
            data,
            colorspace="GRAY" if shape.channels == 1 else "RGB",
            min_width=least[0],
            min_height=least[1],
            min_factor=2,
        )
    except ValueError as error:
        raise ValueError(f"damaged or truncated ({one_line(error)})") from None
    return TURNS[orientation](pixels) if orientation in TURNS else pixels


def _decode_other(image: Image.Image, channels: int) -> np.ndarray:
    """Pixels of any image that Pillow has opened."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits of grey; Pillow would cut them at 255
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode == "F":
        raise ValueError("its pixels are floating-point numbers of unknown range")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    pixels = np.asarray(image.convert("RGB" if channels == 3 else "L"))
    return pixels.reshape(*pixels.shape[:2], channels)


def one_line(error: Exception) -> str:
    """Text of an error in one line, or its type if it has none."""
    return " ".join(str(error).split()) or type(error).__name__
