"""The last lines of a run: what came out, and which page to open."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

Row = dict[str, str]
# The first page that exists is named.
_PAGES = ("index.html", "findings/findings.html")
# The row of the most that the decoder can do.
_CEILING = "reconstructions"
# More cases than this are left to the page.
_MOST_CASES = 6


def sentences(results: Path, cases: Iterable[str]) -> list[str]:
    """The numbers of each case, and the page to open; what is not there is left out.

    Args:
        results: folder of the study, as it is shown, e.g. results/demo.
        cases: names of the cases, in order.
    """
    found = []
    for case in cases:
        table = results / case / "quality" / "samplers.csv"
        if table.is_file() and (sentence := of_case(case, table)):
            found.append(sentence)
    if len(found) > _MOST_CASES:
        found = [*found[:_MOST_CASES], f"{len(found) - _MOST_CASES} more cases are on the page."]
    page = next((results / page for page in _PAGES if (results / page).is_file()), None)
    return [*found, f"Open {page.as_posix()}."] if page else found


def of_case(case: str, table: Path) -> str | None:
    """How near random vectors come to what the decoder can do, in one sentence; None if unknown.

    Of several cubes the one with the largest overlap stands for all.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = {
        name: best
        for name, wanted in (
            ("from a cube", lambda row: row["name"].startswith("random, from a cube")),
            ("from the cloud's own shape", lambda row: row["name"] == "the cloud's own shape"),
            ("at the ceiling", lambda row: row["sampler"] == _CEILING and row["kind"] != "sampler"),
        )
        if (best := _best(rows, wanted)) is not None
    }
    if not parts:
        return None
    overlaps = ", ".join(f"{_number(row, 'overlap'):.2f} {name}" for name, row in parts.items())
    rates = [_number(row, "face_rate") for row in parts.values()]
    faces = ", ".join(f"{100 * rate:.0f} %" for rate in rates if rate is not None)
    faces = f" (faces {faces})" if faces else ""
    failing = any((row.get("overlap_check") or "").startswith("fail") for row in rows)
    doubt = " But overlap fails its controls here: do not rely on it." if failing else ""
    return f"Case {case}: overlap {overlaps}{faces}.{doubt}"


def _best(rows: list[Row], wanted: Callable[[Row], bool]) -> Row | None:
    known = [row for row in rows if wanted(row) and _number(row, "overlap") is not None]
    return max(known, key=lambda row: _number(row, "overlap") or 0.0, default=None)


def _number(row: Row, column: str) -> float | None:
    return float(row[column]) if row.get(column) else None
