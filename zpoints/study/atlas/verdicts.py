"""Verdicts of the study, each with the view of the atlas that shows what it is about."""

from typing import Any

import pandas as pd

from zpoints.findings.about import OWN
from zpoints.findings.table import MARKS, NOT_TESTABLE, readable
from zpoints.study.topics import CLASSES, TOPICS

# What shows a statement: a view, and what it is to show, as the page's address has it. In the
# cloud w1 and w2 are the widest components, p1 and p2 those two with the strongest correlation.
COMPONENTS = ("cloud", {"x": "w1", "y": "w2"})
CUBE = ("dissolve", {"t": "1"})
DIRECTIONS: tuple[str, dict[str, str]] = ("directions", {})
# No view shows these: numbers of hits or pairs, and a grid.
NOWHERE: tuple[str, dict[str, str]] = ("", {})

# Views by the subjects of statements, and of statements that are shown otherwise.
VIEWS = {
    "distributions": COMPONENTS,
    "regions": NOWHERE,
    "correlations": NOWHERE,
    "geometry": DIRECTIONS,
    "samplers": ("compare", {}),
    "trainings": ("compare", {}),
}
BETTER = {
    "radius_mean_formula": CUBE,
    "radius_std_formula": CUBE,
    "best_b": CUBE,
    "useful_b": CUBE,
    "strongest_pair": ("cloud", {"x": "p1", "y": "p2"}),
    "slice_stages": COMPONENTS,
    "origin_at_the_border": COMPONENTS,
    "uniform_fails": CUBE,
    "uniform_overlap": CUBE,
    "gaussian_full_succeeds": ("compare", {"left": "latents", "right": "gaussian-full"}),
    "gaussian_full_overlap": ("compare", {"left": "latents", "right": "gaussian-full"}),
    "interpolation_succeeds": ("compare", {"left": "latents", "right": "interpolation"}),
    "interpolation_overlap": ("compare", {"left": "latents", "right": "interpolation"}),
}


def verdicts(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table of verdicts, in its order.

    Args:
        table: see `zpoints.findings.table`.

    Returns:
        id, statement, published, rule, source ("published" or "own"), case (of a row about several
        cases their names with commas), measured, reason, verdict, style, topic, mark, view ("" if
        none shows it) and shown (what the view is to show).
    """
    return [
        {
            "id": row["id"],
            "statement": readable(row["statement"]),
            "published": readable(row["published"]),
            "rule": readable(row["rule"]),
            "source": "own" if row["source"] == OWN else "published",
            "case": row["case"],
            "measured": "" if row["verdict"] == NOT_TESTABLE else readable(row["measured"]),
            "reason": readable(row["reason"]),
            "verdict": row["verdict"],
            "style": CLASSES[row["verdict"]],
            "topic": TOPICS[row["subject"]][0] if row["subject"] in TOPICS else row["subject"],
            "mark": MARKS[row["verdict"]],
            **view(row["id"], row["subject"], row["case"]),
        }
        for row in table.to_dict("records")
    ]


def view(statement: str, subject: str, case: str) -> dict[str, Any]:
    """View that shows a statement, and what it is to show.

    Args:
        statement: its id; that of one sampler against another is "gaussian_full_over_permuted".
        subject: of the statement.
        case: name, of a statement on two cases both with a comma.
    """
    found, shown = BETTER.get(statement, VIEWS.get(subject, NOWHERE))
    if found == "compare" and not shown:
        # The better one stands at the left.
        better, _, other = statement.replace("_", "-").partition("-over-")
        pair = (better, other) if other else ("gaussian-full", "gaussian-full")
        shown = dict(zip(("left", "right"), pair, strict=True))
        left, _, right = case.partition(", ")
        if right:
            shown |= {"left_case": left, "right_case": right}
    return {"view": found, "shown": shown}
