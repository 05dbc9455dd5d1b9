"""Colours and helpers of every figure; fonts, lines and sizes are in style.mplstyle beside this.

Figures are made without pyplot: no global state, no window system.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from zpoints import files

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, RED, YELLOW, GREY = "#56B4E9", "#D55E00", "#F0E442", "#6B6B6B"
CYCLE = (BLUE, ORANGE, GREEN, PINK, SKY, RED, "#000000", YELLOW)
UNKNOWN = "#BBBBBB"
LINES = ("-", "--", ":")

_STYLE = mpl.rc_params_from_file(
    Path(__file__).with_suffix(".mplstyle"), use_default_template=False
)


@contextmanager
def context(changes: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Draw in the style of the study, with changes to single settings of Matplotlib."""
    with mpl.rc_context({**_STYLE, **(changes or {})}):
        yield


def new(width: float, height: float) -> Figure:
    """An empty figure of a size in inches."""
    return Figure(figsize=(width, height))


def title(figure: Figure, text: str, size: float = 14) -> None:
    """Write the title of a whole figure, at its left."""
    figure.suptitle(text, x=0.01, ha="left", fontsize=size)


def dot(color: str, marker: str, label: str, edge: str | None = None) -> Line2D:
    """An entry of a legend: one marker and its label."""
    return Line2D([], [], color=color, marker=marker, ls="", ms=8, mec=edge or color, label=label)


def show(axes: Axes, image: np.ndarray) -> None:
    """Draw an image alone, without ticks."""
    axes.imshow(image)
    axes.set_axis_off()


def shortened(name: str, length: int = 32) -> str:
    """A name that is cut to a length in characters."""
    return name if len(name) <= length else f"{name[: length - 1]}…"


def save(figure: Figure, path: str | Path, pictures: bool = False) -> None:
    """Write a figure as PNG: of 256 colours, a third as large, unless it holds pictures."""
    drawn = io.BytesIO()
    # Without a software version the same figure gives the same bytes after an upgrade too.
    figure.savefig(drawn, format="png", metadata={"Software": None})
    with Image.open(drawn) as image, files.replacing(path) as temporary:
        colors = image.convert("RGB")
        if not pictures:
            colors = colors.quantize(256, dither=Image.Dither.NONE)
        colors.save(temporary, "png", optimize=True, dpi=image.info["dpi"])
