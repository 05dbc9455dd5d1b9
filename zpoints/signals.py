"""Signals that ask a process to end, noted so that it can keep its work first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Slurm sends SIGTERM some seconds before SIGKILL, and what a job asks for (--signal) even earlier.
_NOTED = (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT)


class Request:
    """The first signal that asked this process to end, or None."""

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None

    def note(self, number: int, frame: FrameType | None = None) -> None:
        """Handle a signal: remember the first; a second Ctrl-C ends at once."""
        if self.signal is None:
            self.signal = signal.Signals(number)
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def noted() -> Iterator[Request]:
    """Note SIGTERM, SIGUSR1 and SIGINT inside the block, in place of ending; main thread only."""
    request = Request()
    before = {number: signal.signal(number, request.note) for number in _NOTED}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
