"""Standard error of this process and of its jobs, read line by line."""

import os
import select
import sys
import threading
from collections.abc import Callable
from typing import TextIO


class Stderr:
    """Lines that Snakemake and its jobs write to standard error, and the terminal behind it.

    Jobs inherit standard error, and what they write there would tear the progress bar apart. From
    `start` to `stop` it is a pipe, whose lines a thread reads.

    Args:
        line: called with each line.
        tick: called about once in `seconds`, whether there are lines or not.
    """

    def __init__(
        self, line: Callable[[str], None], tick: Callable[[], None], seconds: float = 1.0
    ) -> None:
        self.line = line
        self.tick = tick
        self.seconds = seconds
        self._terminal = -1
        self._stopping = threading.Event()

    def start(self) -> TextIO:
        """Put the pipe in place; the stream that leads to the terminal."""
        sys.stderr.flush()
        self._terminal = os.dup(2)
        read, write = os.pipe()
        os.dup2(write, 2)
        os.close(write)
        self._thread = threading.Thread(target=self._read, args=(read,), daemon=True)
        self._thread.start()
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        # `stop` needs the descriptor after the stream.
        return os.fdopen(self._terminal, "w", encoding=encoding, errors="replace", closefd=False)

    def stop(self) -> None:
        """Give standard error back, after the last line was read; a second call does nothing."""
        if self._stopping.is_set() or self._terminal < 0:
            return
        sys.stderr.flush()
        os.dup2(self._terminal, 2)
        self._stopping.set()
        # A process that a job left behind may keep the pipe open: it is not waited for.
        self._thread.join(timeout=5)

    def _read(self, read: int) -> None:
        rest = b""
        while True:
            seconds = 0.2 if self._stopping.is_set() else self.seconds
            ready, _, _ = select.select([read], [], [], seconds)
            data = os.read(read, 65536) if ready else b""
            if (ready and not data) or (not ready and self._stopping.is_set()):
                break
            *lines, rest = (rest + data).split(b"\n")
            for text in lines:
                self.line(text.decode("utf-8", "replace"))
            self.tick()
        if rest:
            self.line(rest.decode("utf-8", "replace"))
        os.close(read)
