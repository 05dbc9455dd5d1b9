"""Rows of images with labels beside them, in blocks under headings, without Matplotlib.

Each pixel of an image is a square of whole pixels: exact to look at, and small as a file.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from zpoints import files
from zpoints.figures.montage import BORDER, SIDE, TALLEST, WIDTH, font, lines_of

# In pixels: letters of the title and headings, of labels, and of what is less important; space
# between two images, and between texts and images.
TITLE, LABEL, SMALL = 30, 25, 21
GAP, AIR = 4, 18
# That of zpoints.figures.style, which would load Matplotlib.
GREY = "#6B6B6B"


class Strip(NamedTuple):
    """A row: label at its left in lines, the first one large, uint8 images, note at its right."""

    label: str
    images: np.ndarray
    note: str = ""


def strips(
    blocks: Mapping[str, Sequence[Strip]],
    title: str,
    path: str | Path,
    columns: Sequence[str] = (),
    note: str = "",
) -> None:
    """Save rows of images under headings, a PNG that is wider than high.

    Args:
        blocks: heading, which may be empty, to rows whose images are all of one size; the blocks
            stand beside each other.
        title: title of the figure.
        path: of the PNG.
        columns: what stands above the images of each block, one text for each of a row.
        note: a few sentences below the images.
    """
    drawn = [_block(heading, rows, columns) for heading, rows in blocks.items()]
    width = max(sum(block.width for block in drawn) + BORDER * (len(drawn) + 1), WIDTH)
    canvas = _figure(drawn, title, note, width)
    if canvas.height > TALLEST * width:
        canvas = _figure(drawn, title, note, int(canvas.height / TALLEST) + 1)
    with files.replacing(path) as temporary:
        canvas.save(temporary, optimize=True)


def _figure(blocks: Sequence[Image.Image], title: str, note: str, width: int) -> Image.Image:
    """Blocks beside each other, between a title and a note, so many pixels wide."""
    texts = [
        _paragraph(text, width - 2 * BORDER, letters)
        for text, letters in ((title, TITLE), (note, SMALL))
    ]
    middle = max(block.height for block in blocks)
    height = sum(text.height for text in texts) + middle + 3 * BORDER + BORDER // 2
    canvas = Image.new("RGB", (width, height), "white")
    canvas.paste(texts[0], (BORDER, BORDER))
    x, y = BORDER, BORDER + texts[0].height + BORDER // 2
    for block in blocks:
        canvas.paste(block, (x, y))
        x += block.width + BORDER
    canvas.paste(texts[1], (BORDER, y + middle + BORDER // 2))
    return canvas.crop((0, 0, width, height - BORDER // 2 - (not note) * BORDER // 2))


def _block(heading: str, rows: Sequence[Strip], columns: Sequence[str]) -> Image.Image:
    """Rows with their labels and notes, below a heading and what stands above their images."""
    size = rows[0].images.shape[1]
    scale = max(1, round(SIDE / size))
    side, step = size * scale, size * scale + GAP
    left = _widest((strip.label for strip in rows), LABEL) + AIR
    right = left + max(len(strip.images) for strip in rows) * step - GAP
    noted = _widest((strip.note for strip in rows), SMALL)
    width = right + (AIR + noted if noted else 0)
    head = _paragraph(heading, width, LABEL, bold=True)
    top = head.height + (SMALL + 2 * GAP) * bool(columns)
    canvas = Image.new("RGB", (width, top + len(rows) * step - GAP), "white")
    canvas.paste(head, (0, 0))
    draw, small = ImageDraw.Draw(canvas), font(SMALL)
    for k, text in enumerate(columns):
        place = left + k * step + side / 2, top - 2 * GAP
        draw.text(place, text, fill=GREY, font=small, anchor="ms")
    for number, strip in enumerate(rows):
        y = top + number * step
        _write_beside(draw, left - AIR, y + side / 2, strip.label, "rm", LABEL)
        for k, image in enumerate(strip.images):
            large = image.repeat(scale, axis=0).repeat(scale, axis=1)
            picture = Image.fromarray(np.broadcast_to(large, (side, side, 3)))
            canvas.paste(picture, (left + k * step, y))
        end = left + len(strip.images) * step - GAP + AIR
        _write_beside(draw, end, y + side / 2, strip.note, "lm", SMALL)
    return canvas


def _paragraph(text: str, width: int, letters: int, bold: bool = False) -> Image.Image:
    """A text in lines of a width; nothing of no height if it is empty."""
    look, line = font(letters, bold), int(1.35 * letters)
    lines = lines_of(text, look, width)
    canvas = Image.new("RGB", (width, line * len(lines)), "white")
    for k, words in enumerate(lines):
        ImageDraw.Draw(canvas).text((0, k * line), words, fill="black", font=look)
    return canvas


def _write_beside(
    draw: ImageDraw.ImageDraw, x: float, middle: float, text: str, anchor: str, letters: int
) -> None:
    """Write lines about the middle of a row, the first black and the others grey and small."""
    lines = text.split("\n")
    for k, line in enumerate(lines):
        y = middle + 1.3 * letters * (k - (len(lines) - 1) / 2)
        look = {"fill": GREY if k else "black", "font": font(SMALL if k else letters)}
        draw.text((x, y), line, anchor=anchor, **look)


def _widest(texts: Iterable[str], letters: int) -> int:
    """Width of the widest line of some texts in pixels; the first line of each is the large one."""
    large, small = font(letters), font(SMALL)
    lines = [line for text in texts for line in enumerate(text.split("\n"))]
    return int(max((small if k else large).getlength(line) for k, line in lines)) + 1
