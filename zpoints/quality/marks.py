"""What the figures of the samplers' table share: its rows, their marks, and how values are put."""

import textwrap
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from zpoints.figures import style
from zpoints.quality import checks
from zpoints.quality.table import CEILING

# Kinds of rows in the samplers' table: colour, marker, and name in the legend.
KINDS = {
    "sampler": (style.BLUE, "o", "sampler fitted to the data"),
    "cube": (style.RED, "s", "uniform in a cube [\N{MINUS SIGN}b, b]"),
    "reference": (style.GREY, "D", "not sampled, to compare with"),
    "control": (style.PINK, "X", "control"),
}
# Columns that are read as numbers, NaN where there is none, also if there is none at all.
NUMBERS = ["b", "precision", "recall"]
NUMBERS += [f"{what}{end}" for what in ("overlap", "face_rate") for end in ("", "_low", "_high")]
# Letters in an inch of a figure's width, in its title and in smaller texts.
TITLE_LETTERS, SMALL_LETTERS = 9.6, 13.0


class Value(NamedTuple):
    """A share between 0 and 1 with its 95 % interval; NaN where it is not known."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return bool(np.isfinite(self.value))


class Row(NamedTuple):
    """What is drawn of a row of the table; kind is one of KINDS."""

    sampler: str
    name: str
    kind: str
    images: int
    overlap: Value
    face_rate: Value
    precision: float
    recall: float
    fails: dict[str, bool]

    @property
    def color(self) -> str:
        """Colour of the row's kind."""
        return KINDS[self.kind][0]

    @property
    def marker(self) -> str:
        """Marker of the row's kind."""
        return KINDS[self.kind][1]


def rows_of(table: pd.DataFrame) -> list[Row]:
    """Rows of a samplers' table in its order; a sampler with a b is a cube.

    Args:
        table: see `zpoints.quality.table`.

    Returns:
        One row for each of the table. `fails` says of overlap and face_rate whether the row is a
        control that does not pass.
    """
    return [
        Row(
            sampler=row["sampler"],
            name=row["name"],
            kind="cube" if row["kind"] == "sampler" and np.isfinite(row["b"]) else row["kind"],
            images=int(row["images"]),
            overlap=_value(row, "overlap"),
            face_rate=_value(row, "face_rate"),
            precision=row["precision"],
            recall=row["recall"],
            fails={
                "overlap": _fails(row["overlap_check"]),
                "face_rate": _fails(row["detector_check"]),
            },
        )
        for row in table.astype(dict.fromkeys(NUMBERS, float)).to_dict("records")
    ]


def ceiling_of(rows: Iterable[Row]) -> Row | None:
    """The row of the reconstructions, which say how good a decoded image can be."""
    rows = (row for row in rows if row.sampler == CEILING and row.kind == "reference")
    return next(rows, None)


def is_detected(rows: Iterable[Row]) -> bool:
    """Whether there is a face detector for these images."""
    return any(row.face_rate.known for row in rows)


def note_on_checks(table: pd.DataFrame) -> str:
    """Whether the controls pass in a samplers' table, and whether there is a face detector."""
    summary = checks.summary(table)
    note = f"{summary[0].upper()}{summary[1:]}."
    return note if is_detected(rows_of(table)) else f"{note} No face detector applies."


def percent(share: float) -> str:
    """A share as a whole per cent, on one line wherever it is written."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def add_title(figure: Figure, text: str) -> None:
    """Write the title of a figure in lines that are no wider than it."""
    style.title(figure, wrapped(text, figure, TITLE_LETTERS))


def write(figure: Figure, x: float, y: float, text: str, va: str = "top", **look: Any) -> None:
    """Write a text at a place in inches from the upper left corner of a figure."""
    width, height = figure.get_size_inches()
    figure.text(x / width, 1 - y / height, text, va=va, **look)


def add_legend(figure: Figure, rows: Iterable[Row], note: str) -> None:
    """Name the kinds that are drawn, below a note in lines that are no wider than the figure."""
    drawn = {row.kind for row in rows}
    handles = [
        style.dot(color, marker, name)
        for kind, (color, marker, name) in KINDS.items()
        if kind in drawn
    ]
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=int(figure.get_figwidth() / 2.6),
        title=wrapped(note, figure, SMALL_LETTERS),
        title_fontsize=10.5,
        alignment="left",
    )


def wrapped(text: str, figure: Figure, letters: float) -> str:
    """A text in lines of a figure's width, which holds so many letters in an inch."""
    width = int(letters * figure.get_figwidth())
    return "\n".join(textwrap.fill(line, width) for line in text.split("\n"))


def _value(row: dict, column: str) -> Value:
    return Value(*(row[f"{column}{end}"] for end in ("", "_low", "_high")))


def _fails(check: str | float) -> bool:
    """Whether a check is a sentence on what fails; rows that are no controls have none."""
    return isinstance(check, str) and check != checks.PASS
