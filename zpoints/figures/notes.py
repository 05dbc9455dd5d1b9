"""A figure without a picture: it says in words why there is nothing to draw."""

import textwrap
from pathlib import Path

from zpoints.figures import style

# Characters of a line, as many as fit into the width of the figure.
CHARACTERS = 84


def note(text: str, title: str, path: str | Path) -> None:
    """Save a figure that holds a title and a few sentences, for what cannot be drawn.

    Args:
        text: the sentences.
        title: title of the figure.
        path: of the PNG.
    """
    lines = textwrap.wrap(text, CHARACTERS)
    with style.context({"text.parse_math": False}):
        figure = style.new(8, 0.85 + 0.22 * len(lines))
        axes = figure.subplots()
        axes.set_axis_off()
        axes.text(0, 1, "\n".join(lines), ha="left", va="top", fontsize=12)
        style.title(figure, title)
        style.save(figure, path)
