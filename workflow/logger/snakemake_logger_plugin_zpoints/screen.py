"""Lines on a terminal, or in a file, and the bar below them."""

import shutil
import time
from collections.abc import Callable
from typing import TextIO

from . import words

_STYLES = {"good": "32", "bad": "31", "warning": "33", "faint": "2"}
_BAR = 24
# Where nothing moves, a line says how far the run is after so many seconds without any other …
_STILL = 30.0
# … and if this share of the work was done since the last one, or this time passed.
_STEP, _PATIENCE = 0.03, 900.0


class Screen:
    """Writes finished lines above one line that moves, or lines alone where it is no terminal.

    Args:
        stream: what is written to.
        colour: whether colours are allowed.
        columns: width of the terminal; None asks it.
        clock: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        stream: TextIO,
        colour: bool = True,
        columns: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stream = stream
        self.moves = stream.isatty()
        self.colour = colour and self.moves
        self.columns = columns
        self.clock = clock
        self._bar = ""
        self._still = (clock(), 0.0)
        try:
            "━─✗".encode(getattr(stream, "encoding", None) or "utf-8")
            self._full, self._empty, self.cross = "━", "─", "✗"
        except (UnicodeEncodeError, LookupError):
            self._full, self._empty, self.cross = "#", ".", "x"

    def line(self, text: str, style: str | None = None) -> None:
        """Write a line that stays."""
        if style and self.colour:
            text = f"\033[{_STYLES[style]}m{text}\033[0m"
        self._still = (self.clock(), self._still[1])
        self._write(f"{self._erased()}{text}\n{self._bar}")

    def progress(self, share: float, left: str, at_work: str) -> None:
        """Show how far the run is: share in [0, 1], time left and running jobs in words."""
        if self.moves:
            full = round(_BAR * share)
            bar = self._full * full + self._empty * (_BAR - full)
            width = (self.columns or shutil.get_terminal_size().columns) - 1
            text = f"{words.percent(share)} {bar} {left}  {at_work}"[:width]
            erased, self._bar = self._erased(), text
            self._write(f"{erased}{text}")
            return
        then, before = self._still
        passed = self.clock() - then
        if passed >= _STILL and (share - before >= _STEP or passed >= _PATIENCE):
            self._still = (self.clock(), share)
            self._write(f"{words.percent(share)}  {left}: {at_work}\n")

    def clear(self) -> None:
        """Take the bar away."""
        erased, self._bar = self._erased(), ""
        self._write(erased)

    def _erased(self) -> str:
        return "\r\033[K" if self._bar else ""

    def _write(self, text: str) -> None:
        # A terminal that was closed must not end the run.
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):
            pass
