"""The poster: a row of images for every sampler, beside real images and their reconstructions."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from zpoints.figures import montage, style
from zpoints.quality import titles
from zpoints.quality.marks import (
    SMALL_LETTERS,
    TITLE_LETTERS,
    Row,
    ceiling_of,
    note_on_checks,
    percent,
    rows_of,
    wrapped,
    write,
)

# Inches: the labels, an image and its row, the heading of a group, and lines of title and note.
LABELS, IMAGE, ROW, HEADING, LINE = 3.2, 0.95, 1.0, 0.35, 0.25
# Letters of a name, which may take two lines, and of a sampler's id.
NAME_LETTERS, ID_LETTERS = 68, 44


class Strip(NamedTuple):
    """A row of the poster: name, sampler, its figures as lines, and uint8 images."""

    name: str
    sampler: str
    figures: list[str]
    images: np.ndarray


def poster(
    table: pd.DataFrame,
    real: Mapping[str, np.ndarray],
    decoded: Mapping[str, np.ndarray],
    images: int,
    case: str,
    path: str | Path,
) -> None:
    """Save rows of real images and then one of each sampler, in the order of the table.

    Args:
        table: of samplers, see `zpoints.quality.table`.
        real: rows that come first: name in the table to uint8 (n, size, size, channels).
        decoded: sampler to uint8 (n, size, size, channels); n is 0 where it drew nothing.
        images: in a row, at most.
        case: name of the case.
        path: of the PNG.
    """
    groups = {
        "Real images, and what the decoder makes of them": _real_strips(table, real, images),
        "Decoded vectors of each sampler, highest overlap first": _strips(table, decoded, images),
    }
    _draw(groups, titles.overlap(table, case), note_on_checks(table), images, path)


def _real_strips(table: pd.DataFrame, real: Mapping[str, np.ndarray], images: int) -> list[Strip]:
    """Strips of real images and reconstructions."""
    rows = {row.sampler: row for row in rows_of(table) if row.kind == "reference"}
    return [
        Strip(rows[name].name, name, _figures(rows[name], None), pictures[:images])
        for name, pictures in real.items()
    ]


def _strips(table: pd.DataFrame, decoded: Mapping[str, np.ndarray], images: int) -> list[Strip]:
    """Strips of the samplers, in the order of the table."""
    rows = rows_of(table)
    ceiling = ceiling_of(rows)
    return [
        Strip(
            row.name,
            row.sampler,
            _figures(row, ceiling),
            montage.evenly(decoded[row.sampler], images),
        )
        for row in rows
        if row.kind in ("sampler", "cube") and row.sampler in decoded
    ]


def _figures(row: Row, ceiling: Row | None) -> list[str]:
    """Overlap and face rate of a row, where they are known; the face rate beside its ceiling."""
    lines = []
    if row.overlap.known:
        value, low, high = row.overlap
        lines.append(f"overlap {value:.2f} ({low:.2f} to {high:.2f})")
    if row.face_rate.known:
        line = f"faces {percent(row.face_rate.value)}"
        if ceiling is not None and ceiling.face_rate.known:
            line += f", ceiling {percent(ceiling.face_rate.value)}"
        lines.append(line)
    return lines


def _draw(
    groups: Mapping[str, Sequence[Strip]], title: str, note: str, images: int, path: str | Path
) -> None:
    rows = sum(map(len, groups.values()))
    with style.context({"figure.constrained_layout.use": False}):
        figure = style.new(LABELS + images * IMAGE + 0.2, rows)
        title = wrapped(title, figure, TITLE_LETTERS)
        note = wrapped(note, figure, SMALL_LETTERS)
        above, below = (LINE * (text.count("\n") + 1) for text in (title, note))
        figure.set_figheight(above + len(groups) * HEADING + rows * ROW + below + 0.2)
        write(figure, 0.1, 0.1, title, fontsize=14)
        y = above + 0.1
        for heading, strips in groups.items():
            write(figure, 0.1, y + 0.1, heading, weight="bold", fontsize=11)
            y += HEADING
            for strip in strips:
                _draw_strip(figure, strip, y, images)
                y += ROW
        write(figure, 0.1, y + 0.05, note, fontsize=10.5)
        style.save(figure, path, pictures=True)


def _draw_strip(figure: Figure, strip: Strip, y: float, images: int) -> None:
    """Draw a row whose upper edge is so many inches below that of the figure."""
    middle = y + IMAGE / 2
    grey = {"fontsize": 8.5, "color": style.GREY}
    lines: list[tuple[str, dict[str, Any]]] = [
        *((line, {"fontsize": 11}) for line in _name_lines(strip.name)),
        (style.shortened(strip.sampler, ID_LETTERS), grey),
        *((line, {"fontsize": 10}) for line in strip.figures),
    ]
    for k, (line, look) in enumerate(lines):
        place = middle + 0.18 * (k - (len(lines) - 1) / 2)
        write(figure, LABELS - 0.15, place, line, ha="right", va="center", **look)
    if not len(strip.images):
        text = "no images: it gave no vectors to decode"
        write(figure, LABELS, middle, text, va="center", fontsize=11)
        return
    width, height = figure.get_size_inches()
    axes = figure.add_axes(
        (
            LABELS / width,
            1 - (y + IMAGE) / height,
            len(strip.images) * IMAGE / width,
            IMAGE / height,
        )
    )
    style.show(axes, montage.montage(strip.images, len(strip.images)))


def _name_lines(name: str) -> list[str]:
    """A name in one line or two; what stands in brackets stays in one."""
    name = re.sub(r"\(.*?\)", lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), name)
    return textwrap.wrap(style.shortened(name, NAME_LETTERS), NAME_LETTERS // 2 + 2, max_lines=2)
