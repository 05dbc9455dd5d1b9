"""What jobs write to their logs (zpoints.logs): how far they are, warnings, why they failed."""

import re
from pathlib import Path
from typing import NamedTuple

_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)")
_FRACTION = re.compile(r"\s*(\d+)%\|")
# Of Python's own warnings, such as "…/tf2onnx_lib.py:21: FutureWarning: …", the log is enough.
_OF_PYTHON = re.compile(r"\S+:\d+: \w*Warning: ")
_DEFECT = "stopped by an unexpected error"
# The last bytes of a log hold its last lines.
_TAIL = 4096


class Entry(NamedTuple):
    """An entry of a log: its level, and its text, which may have several lines."""

    level: str
    text: str


class Reason(NamedTuple):
    """Why a job failed: one sentence, and the lines that explain it, if any."""

    sentence: str
    details: list[str]


def entries(log: str | Path, tail: bool = False) -> list[Entry]:
    """Entries of a log; none if it cannot be read. `tail` reads its last lines only."""
    try:
        with Path(log).open("rb") as file:
            if tail:
                file.seek(max(0, file.seek(0, 2) - _TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    found: list[Entry] = []
    for line in text.splitlines():
        if match := _LINE.fullmatch(line):
            found.append(Entry(*match.groups()))
        elif found:
            found[-1] = Entry(found[-1].level, f"{found[-1].text}\n{line}")
    return found


def fraction(log: str | Path) -> float | None:
    """How much of its work a job has done, in [0, 1], by its last line of progress."""
    for entry in reversed(entries(log, tail=True)):
        if match := _FRACTION.match(entry.text):
            return int(match[1]) / 100
    return None


def warnings(log: str | Path) -> list[str]:
    """Warnings that a job gave for the user, in order."""
    return [
        entry.text
        for entry in entries(log)
        if entry.level == "WARNING" and not _OF_PYTHON.match(entry.text)
    ]


def reason(log: str | Path) -> Reason | None:
    """Why a job failed; None if its log does not say it."""
    found = [entry for entry in entries(log) if entry.level in ("ERROR", "CRITICAL")]
    if found and found[-1].text.startswith(_DEFECT):
        details = found[-1].text.splitlines()[1:]
        error = next((line for line in reversed(details) if line.strip()), "no more is known")
        return Reason(
            f"This is a defect of the workflow, please report it with {log}: {error}", details
        )
    if found:
        return Reason(found[-1].text, [])
    # A job that was asked to end says as a warning that it has kept its work.
    given = warnings(log)
    return Reason(given[-1], []) if given else None
