"""The table of verdicts as a page of HTML, with the rule of every verdict."""

import html
from collections.abc import Mapping
from string import Template

import pandas as pd

from zpoints.findings.about import OVERLAP, PUBLISHED_DATA
from zpoints.findings.table import (
    DIFFERS,
    DOES_NOT_HOLD,
    HOLDS,
    MARKS,
    NOT_TESTABLE,
    REPRODUCED,
    UNDECIDED,
    by_source,
    chance_text,
    counts_text,
    readable,
    single_cases,
)

# Classes of the style sheet.
CLASSES = {
    REPRODUCED: "yes",
    HOLDS: "yes",
    DIFFERS: "no",
    DOES_NOT_HOLD: "no",
    UNDECIDED: "undecided",
    NOT_TESTABLE: "untested",
}

# On a narrow screen a row becomes a block, and its cells lie below each other.
PAGE = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Findings</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root { color-scheme: light dark; --page: #fff; --text: #222; --faint: #5a5a5a; --line: #ccc;
  --yes: #d9efe8; --no: #f9dfd0; --undecided: #fbf0c4; --untested: #eee; }
@media (prefers-color-scheme: dark) { :root { --page: #16181a; --text: #e6e6e6; --faint: #a8a8a8;
  --line: #444; --yes: #12443a; --no: #5a2c14; --undecided: #504511; --untested: #2a2d30; } }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em; color: var(--text);
  background: var(--page); overflow-wrap: anywhere; }
p, ul { max-width: 50em; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border-bottom: 1px solid var(--line); padding: .35em .7em; }
th, td { text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: var(--page); }
th:first-child { width: 34%; }
.yes { background: var(--yes); }
.no { background: var(--no); }
.undecided { background: var(--undecided); }
.untested { background: var(--untested); }
.rule, .reason { font-size: 13px; }
.rule { color: var(--faint); }
@media (max-width: 700px) {
  body { margin: .8em; }
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 2px solid var(--line); padding: .4em 0; }
  td { border: 0; }
  td[data-name]::before { content: attr(data-name) ": "; color: var(--faint); }
}
</style></head><body><h1>Statements, and what was measured here</h1>
<p>$counts</p>
<h2>Do the measures pass their controls?</h2>
<ul>$controls</ul>
$parts
</body></html>
""")
TABLE = Template("""<table><thead><tr>$heads</tr></thead><tbody>
$rows
</tbody></table>""")
ROW = Template('<tr><td>$statement<div class="rule">$rule</div></td>$published$verdicts</tr>')


def page(table: pd.DataFrame, data: str, controls: Mapping[str, str]) -> str:
    """The table as one HTML page: a row for each statement and its rule, a column for each case.

    Published statements come first, by subject, then our own.

    Args:
        table: columns of `zpoints.findings.table`.
        data: what data the study has, a sentence.
        controls: case to a sentence on the controls of its measures.
    """
    cases = single_cases(table)
    published, own = by_source(table)
    parts = []
    if len(published):
        parts += ["<h2>Published statements</h2>", _published_text(published, data)]
        for subject, rows in published.groupby("subject", sort=False):
            parts += [f"<h3>{html.escape(str(subject).capitalize())}</h3>", _table(rows, cases)]
    if len(own):
        parts += [
            "<h2>Statements of our own</h2>",
            f"<p>{html.escape(OVERLAP)}</p><p>{html.escape(chance_text(table))}</p>",
            _table(own, cases, published=False),
        ]
    return PAGE.substitute(
        counts=html.escape(counts_text(table)),
        controls="".join(
            f"<li>Case {html.escape(case)}: {html.escape(text)}</li>"
            for case, text in controls.items()
        ),
        parts="\n".join(parts),
    )


def _published_text(published: pd.DataFrame, data: str) -> str:
    """Whose statements these are, and what data both studies have."""
    sources = " / ".join(published["source"].unique())
    return (
        f"<p>From: <cite>{html.escape(sources)}</cite>.</p>"
        f"<p>{html.escape(PUBLISHED_DATA)} {html.escape(data)}</p>"
    )


def _table(rows: pd.DataFrame, cases: list[str], published: bool = True) -> str:
    """Statements as rows; the column of published values is left out where there are none."""
    names = ["statement", *(["published"] if published else []), *cases]
    return TABLE.substitute(
        heads="".join(f"<th>{html.escape(name)}</th>" for name in names),
        rows="\n".join(_row(each, cases, published) for _, each in rows.groupby("id", sort=False)),
    )


def _row(rows: pd.DataFrame, cases: list[str], published: bool) -> str:
    """A row of the page: a statement and the verdicts on it."""
    first = rows.iloc[0]
    value = html.escape(readable(first["published"]))
    return ROW.substitute(
        statement=html.escape(first["statement"]),
        rule=html.escape(first["rule"]),
        published=f'<td data-name="published">{value}</td>' if published else "",
        verdicts=_verdicts(rows, cases),
    )


def _verdicts(rows: pd.DataFrame, cases: list[str]) -> str:
    """A cell for each case; verdicts on several cases together are one cell over all columns."""
    cells = dict.fromkeys(cases, "<td></td>")
    together = []
    for row in rows.to_dict("records"):
        case, name = row["case"], CLASSES[row["verdict"]]
        label = html.escape(case)
        if case in cases:
            cells[case] = f'<td class="{name}" data-name="{label}">{_text(row)}</td>'
        else:
            together.append(f'<div class="{name}">{label}: {_text(row)}</div>')
    if together:
        return f'<td colspan="{max(len(cases), 1)}">{"".join(together)}</td>'
    return "".join(cells.values())


def _text(row: Mapping) -> str:
    """The verdict, what was measured, and why that does not decide or could not be told."""
    verdict = row["verdict"]
    text = f"<b>{MARKS[verdict]} {html.escape(verdict)}</b>"
    if verdict != NOT_TESTABLE:
        text += f" {html.escape(readable(row['measured']))}"
    if row["reason"]:
        text += f'<div class="reason">{html.escape(row["reason"])}</div>'
    return text
