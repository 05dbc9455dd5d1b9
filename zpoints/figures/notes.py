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
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, CHARACTERS)]
    with style.context({"text.parse_math": False}):
        height = 0.85 + 0.22 * len(lines)
        figure = style.new(8, height)
        style.title(figure, title)
        figure.text(0.01, 1 - 0.45 / height, "\n".join(lines), ha="left", va="top", fontsize=12)
        style.save(figure, path)
