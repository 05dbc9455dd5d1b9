"""Sheets of images under a title, without Matplotlib, which takes longer to load than to draw one.

A study has a sheet for each sampler of each case.
"""

import importlib.util
import textwrap
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from zpoints import files

# In pixels of a sheet: an image at least, its border, the least width of a sheet, and its title.
SIDE, BORDER, WIDTH, LETTERS, LINE = 128, 18, 800, 24, 32
# Most that a wide figure is high, as a share of its width: a page that shows it whole, without a
# scroll bar, has room for no more.
TALLEST = 0.68
SMALL_WIDTH = 1600


def montage(images: np.ndarray, columns: int, gap: int = 2) -> np.ndarray:
    """Lay images out in rows on white.

    Args:
        images: uint8 (n, size, size, channels), channels 1 or 3.
        columns: images in a row.
        gap: white pixels between images.

    Returns:
        uint8 (height, width, 3).
    """
    n, size = images.shape[:2]
    rows = -(-n // columns)
    step = size + gap
    canvas = np.full((rows * step - gap, columns * step - gap, 3), 255, np.uint8)
    for k, image in enumerate(images):
        y, x = (k // columns) * step, (k % columns) * step
        canvas[y : y + size, x : x + size] = image  # one channel is repeated
    return canvas


def evenly(images: np.ndarray, count: int) -> np.ndarray:
    """At most `count` of the images (n, …), from the first to the last at even distances."""
    count = min(count, len(images))
    return images[np.linspace(0, len(images) - 1, count).round().astype(int)]


def sheet(images: np.ndarray, title: str, path: str | Path, height: float = 1) -> None:
    """Save a sheet of images under a title, a PNG.

    Small images are enlarged by a whole number, so that each pixel stays what it is.

    Args:
        images: uint8 (n, size, size, channels); without any the sheet is its title.
        title: of the sheet.
        path: of the PNG.
        height: about that of the images together, as a share of their width.
    """
    scale = -(-SIDE // images.shape[1])
    large = images.repeat(scale, axis=1).repeat(scale, axis=2)
    columns = max(1, int(np.ceil(np.sqrt(len(images) / height))))
    pictures = montage(large, columns, 2 * scale) if len(images) else np.empty((0, 0, 3), np.uint8)
    width = max(pictures.shape[1], WIDTH) + 2 * BORDER
    letters = font(LETTERS)
    lines = lines_of(title, letters, width - 2 * BORDER)
    top = BORDER + LINE * len(lines) + BORDER // 2
    canvas = Image.new("RGB", (width, top + len(pictures) + BORDER), "white")
    draw = ImageDraw.Draw(canvas)
    for k, line in enumerate(lines):
        draw.text((BORDER, BORDER + LINE * k), line, fill="black", font=letters)
    if len(images):
        canvas.paste(Image.fromarray(pictures), ((width - pictures.shape[1]) // 2, top))
    with files.replacing(path) as temporary:
        canvas.save(temporary)


def small_copy(path: str | Path, copy: str | Path) -> None:
    """Write a figure of many pictures again as JPEG, at most SMALL_WIDTH pixels wide."""
    with Image.open(path) as image, files.replacing(copy) as temporary:
        small = image.convert("RGB")
        small.thumbnail((SMALL_WIDTH, image.height))
        small.save(temporary, quality=80, optimize=True)


def font(letters: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font of all figures, DejaVu Sans, which comes with Matplotlib, in pixels of height."""
    package = importlib.util.find_spec("matplotlib")
    (folder,) = package.submodule_search_locations  # type: ignore[union-attr, misc]
    name = f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    return ImageFont.truetype(Path(folder) / "mpl-data" / "fonts" / "ttf" / name, letters)


def lines_of(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A text in lines that are no wider than so many pixels."""
    letters = max(1, int(width * len(text) / max(font.getlength(text), 1)))
    lines = textwrap.wrap(text, letters)
    while letters > 1 and any(font.getlength(line) > width for line in lines):
        letters -= 1
        lines = textwrap.wrap(text, letters)
    return lines
