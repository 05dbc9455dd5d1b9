"""The verdicts as the page shows them: by topic, each statement with all its cases."""

from typing import Any, NamedTuple

import pandas as pd

from zpoints.findings.about import OWN
from zpoints.findings.table import MARKS, NOT_TESTABLE, VERDICTS, readable

# Topics by the subjects of statements: a heading, the section of the page that shows it, and the
# figures of the results that do, below each case's folder.
TOPICS = {
    "distributions": (
        "How single components are distributed",
        "cloud",
        ("distributions/components.png", "distributions/dominant.png"),
    ),
    "regions": (
        "Regions, and how often random vectors hit them",
        "cube",
        ("distributions/radii.png", "distributions/region_hits.png"),
    ),
    "correlations": (
        "How components go together",
        "cloud",
        ("correlations/matrix.png", "correlations/pairs.png"),
    ),
    "geometry": (
        "The shape of the cloud",
        "cloud",
        ("geometry/spectrum.png", "geometry/normality.png"),
    ),
    "samplers": (
        "What random vectors decode to",
        "works",
        ("quality/overlap.png", "quality/trade_off.png"),
    ),
    "trainings": ("Two trainings of one architecture", "cloud", ()),
}
# Classes of the style sheet, and the values of the filter.
CLASSES = dict(zip(VERDICTS, ("yes", "yes", "no", "no", "undecided", "untested"), strict=True))


class Topic(NamedTuple):
    """A heading, the section that shows it, figures, and its statements."""

    title: str
    section: str
    figures: tuple[str, ...]
    statements: list[dict[str, Any]]


def topics(table: pd.DataFrame) -> list[Topic]:
    """Statements by topic, in the order of the table.

    Args:
        table: of verdicts, see `zpoints.findings.table`.
    """
    result = []
    for subject, rows in table.groupby("subject", sort=False):
        title, section, figures = TOPICS.get(subject, (str(subject).capitalize(), "verdicts", ()))
        statements = [_statement(own) for _, own in rows.groupby("id", sort=False)]
        result.append(Topic(title, section, figures, statements))
    return result


def filters(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Verdicts that were given: word, mark, class, and how often, over all statements and cases."""
    counts = table["verdict"].value_counts()
    return [
        {
            "verdict": verdict,
            "mark": MARKS[verdict],
            "style": CLASSES[verdict],
            "count": int(counts[verdict]),
        }
        for verdict in VERDICTS
        if verdict in counts
    ]


def verdicts_of(table: pd.DataFrame, case: str) -> dict[str, str]:
    """Statement's id to the verdict of a case."""
    rows = table[table["case"] == case]
    return dict(zip(rows["id"], rows["verdict"], strict=True))


def _statement(rows: pd.DataFrame) -> dict[str, Any]:
    first = rows.iloc[0]
    return {
        "id": first["id"],
        "text": readable(first["statement"]),
        "own": first["source"] == OWN,
        "published": readable(first["published"]),
        "rule": readable(first["rule"]),
        "verdicts": list(dict.fromkeys(rows["verdict"])),
        "cases": [
            {
                "case": row["case"],
                "verdict": row["verdict"],
                "mark": MARKS[row["verdict"]],
                "style": CLASSES[row["verdict"]],
                "measured": "" if row["verdict"] == NOT_TESTABLE else readable(row["measured"]),
                "reason": readable(row["reason"]),
            }
            for row in rows.to_dict("records")
        ],
    }
