"""The table of verdicts as a figure."""

import textwrap
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from zpoints.figures import style
from zpoints.findings.about import NOT_PUBLISHED
from zpoints.findings.table import (
    DIFFERS,
    DOES_NOT_HOLD,
    HOLDS,
    MARKS,
    NOT_TESTABLE,
    REPRODUCED,
    UNDECIDED,
    by_source,
    readable,
    single_cases,
)

COLORS = {
    REPRODUCED: style.GREEN,
    HOLDS: style.GREEN,
    DIFFERS: style.RED,
    DOES_NOT_HOLD: style.RED,
    UNDECIDED: style.YELLOW,
    NOT_TESTABLE: style.GREY,
}

# Yellow is so bright that more of it is needed.
ALPHA = {verdict: 0.4 if verdict == UNDECIDED else 0.16 for verdict in COLORS}

# In inches: left edges of the columns, width of the column of a case, and height of the header.
STATEMENT, PUBLISHED, MEASURED = 0.0, 5.3, 7.2
CASE_WIDTH = 2.6
HEADER = 0.4


def draw(table: pd.DataFrame, title: str, path: str | Path) -> None:
    """Save statements as a table: a row each, a column for each case, by verdict.

    Published statements come first, then our own under a header of theirs. A row about several
    cases together spans all columns.

    Args:
        table: columns id, statement, published, case, measured, verdict, source.
        title: title of the figure.
        path: of the PNG.
    """
    cases = single_cases(table)
    published, own = (_rows(part, cases) for part in by_source(table))
    right = MEASURED + CASE_WIDTH * max(len(cases), 1)
    parts = [("published statement", "published", published), ("statement of our own", "", own)]
    parts = [part for part in parts if part[2]]
    height = sum(HEADER + sum(_height(row, cases, right) for row in rows) for *_, rows in parts)
    with style.context({"axes.grid": False, "font.size": 10}):
        figure = style.new(right + 0.2, height + 1.1)
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set(xlim=(0, right), ylim=(height, 0))
        y = 0.0
        for head, value, rows in parts:
            _draw_header(axes, [head, value, *cases], y)
            y += HEADER
            for row in rows:
                _draw_row(axes, row, cases, right, y)
                y += _height(row, cases, right)
        _legend(figure)
        style.title(figure, title)
        style.save(figure, path)


def _rows(table: pd.DataFrame, cases: list[str]) -> list[pd.DataFrame]:
    """Verdicts that stand in one row: those on a statement, or on one set of several cases."""
    key = table["id"].where(table["case"].isin(cases), table["id"] + " " + table["case"])
    return [row for _, row in table.groupby(key, sort=False)]


def _lines(row: pd.DataFrame) -> list[str]:
    return textwrap.wrap(row["statement"].iloc[0], 62, break_on_hyphens=False)


def _cell_lines(cell: Mapping[str, str], alone: bool, width: float) -> list[str]:
    """Lines of the text of a verdict in a cell of a width in inches."""
    verdict = cell["verdict"]
    text = verdict if verdict == NOT_TESTABLE else readable(cell["measured"])
    text = text if alone else f"{cell['case']}: {text}"
    return textwrap.wrap(f"{MARKS[verdict]} {text}", int(12.3 * width), break_on_hyphens=False)


def _place(case: str, cases: list[str], right: float) -> tuple[float, float]:
    """Left edge and width of the cell of one case, or of several together."""
    if case in cases:
        return MEASURED + CASE_WIDTH * cases.index(case), CASE_WIDTH
    return MEASURED, right - MEASURED


def _height(row: pd.DataFrame, cases: list[str], right: float) -> float:
    lines = [len(_lines(row)), 1]
    for cell in row.to_dict("records"):
        alone, (_, width) = cell["case"] in cases, _place(cell["case"], cases, right)
        lines.append(len(_cell_lines(cell, alone, width)))
    return max(lines) * 0.21 + 0.14


def _draw_header(axes: Axes, names: list[str], y: float) -> None:
    columns = [STATEMENT, PUBLISHED, *(MEASURED + CASE_WIDTH * np.arange(len(names) - 2))]
    for x, text in zip(columns, names, strict=True):
        axes.text(x + 0.05, y + HEADER / 2, text, va="center", weight="bold", fontsize=11)


def _draw_row(axes: Axes, row: pd.DataFrame, cases: list[str], right: float, y: float) -> None:
    """Draw one statement and its verdicts.

    Args:
        axes: in inches, y downwards.
        row: verdicts on one statement.
        cases: names of the columns.
        right: right edge of the table.
        y: upper edge of the row.
    """
    height = _height(row, cases, right)
    middle = y + height / 2
    axes.axhline(y, color=style.GREY, lw=0.5, alpha=0.5)
    axes.text(0.05, middle, "\n".join(_lines(row)), va="center")
    if row["published"].iloc[0] != NOT_PUBLISHED:
        axes.text(PUBLISHED + 0.05, middle, readable(row["published"].iloc[0]), va="center")
    for cell in row.to_dict("records"):
        x, width = _place(cell["case"], cases, right)
        color, alpha = COLORS[cell["verdict"]], ALPHA[cell["verdict"]]
        axes.add_patch(Rectangle((x, y), width, height, color=color, alpha=alpha, lw=0))
        lines = _cell_lines(cell, cell["case"] in cases, width)
        axes.text(x + 0.08, middle, "\n".join(lines), va="center")


def _legend(figure: Figure) -> None:
    """An entry for each colour, with the mark and the words that have it."""
    words: dict[str, list[str]] = {}
    for verdict, color in COLORS.items():
        words.setdefault(color, []).append(verdict)
    handles = [
        Rectangle(
            (0, 0),
            1,
            1,
            color=color,
            alpha=ALPHA[verdicts[0]] + 0.15,
            label=f"{MARKS[verdicts[0]]} {', '.join(verdicts)}",
        )
        for color, verdicts in words.items()
    ]
    figure.legend(handles=handles, loc="outside lower left", ncols=len(handles))
