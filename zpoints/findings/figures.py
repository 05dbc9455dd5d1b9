"""The table of verdicts as a figure."""

import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from zpoints.figures import style
from zpoints.findings.table import DIFFERS, NOT_TESTABLE, REPRODUCED, single_cases

COLORS = {REPRODUCED: style.GREEN, DIFFERS: style.RED, NOT_TESTABLE: style.GREY}
MARKS = {REPRODUCED: "✓", DIFFERS: "✗", NOT_TESTABLE: "○"}

# In inches: left edges of the columns, width of the column of a case, and height of the header.
STATEMENT, PUBLISHED, MEASURED = 0.0, 5.3, 7.2
CASE_WIDTH = 2.6
HEADER = 0.4


def draw(table: pd.DataFrame, title: str, path: str | Path) -> None:
    """Save published statements as a table: a row each, a column for each case, by verdict.

    A row about several cases together spans all columns.

    Args:
        table: columns id, statement, published, case, measured, verdict.
        title: title of the figure.
        path: of the PNG.
    """
    cases = single_cases(table)
    key = table["id"].where(table["case"].isin(cases), table["id"] + " " + table["case"])
    rows = [row for _, row in table.groupby(key, sort=False)]
    heights = np.array([_height(row) for row in rows])
    columns = [STATEMENT, PUBLISHED, *(MEASURED + CASE_WIDTH * np.arange(len(cases) + 1))]
    right = columns[-1]
    with style.context({"axes.grid": False, "font.size": 10}):
        figure = style.new(right + 0.2, heights.sum() + HEADER + 0.9)
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set(xlim=(0, right), ylim=(heights.sum() + HEADER, 0))
        for x, text in zip(columns, ["published statement", "published", *cases], strict=False):
            axes.text(x + 0.05, HEADER / 2, text, va="center", weight="bold", fontsize=11)
        y = HEADER
        for row, height in zip(rows, heights, strict=True):
            _draw_row(axes, row, cases, right, y, height)
            y += height
        _legend(figure)
        style.title(figure, title)
        style.save(figure, path)


def _lines(row: pd.DataFrame) -> list[str]:
    return textwrap.wrap(row["statement"].iloc[0], 62)


def _height(row: pd.DataFrame) -> float:
    return max(len(_lines(row)), 1) * 0.21 + 0.14


def _draw_row(
    axes: Axes, row: pd.DataFrame, cases: list[str], right: float, y: float, height: float
) -> None:
    """Draw one statement and its verdicts.

    Args:
        axes: in inches, y downwards.
        row: verdicts on one statement.
        cases: names of the columns.
        right: right edge of the table.
        y: upper edge of the row.
        height: of the row.
    """
    axes.axhline(y, color=style.GREY, lw=0.5, alpha=0.5)
    middle = y + height / 2
    axes.text(0.05, middle, "\n".join(_lines(row)), va="center")
    axes.text(PUBLISHED + 0.05, middle, row["published"].iloc[0], va="center")
    for cell in row.to_dict("records"):
        case, verdict = cell["case"], cell["verdict"]
        alone = case in cases
        x = MEASURED + CASE_WIDTH * cases.index(case) if alone else MEASURED
        width = CASE_WIDTH if alone else right - MEASURED
        color = COLORS[verdict]
        axes.add_patch(Rectangle((x, y), width, height, color=color, alpha=0.16, lw=0))
        text = verdict if verdict == NOT_TESTABLE else cell["measured"]
        text = text if alone else f"{case}: {text}"
        lines = textwrap.wrap(f"{MARKS[verdict]} {text}", int(12.3 * width))
        axes.text(x + 0.08, middle, "\n".join(lines), va="center")


def _legend(figure: Figure) -> None:
    handles = [
        Line2D([], [], color=color, marker="s", ls="", ms=10, alpha=0.5, label=verdict)
        for verdict, color in COLORS.items()
    ]
    figure.legend(handles=handles, loc="outside lower left", ncols=3)
