"""The table of verdicts as a page of HTML, with the rule of every verdict."""

import html
from collections.abc import Mapping
from string import Template

import pandas as pd

from zpoints.findings.table import DIFFERS, NOT_TESTABLE, REPRODUCED, single_cases

# Classes of the style sheet.
CLASSES = {REPRODUCED: "reproduced", DIFFERS: "differs", NOT_TESTABLE: "not"}

PAGE = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Findings</title><style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em; color: #222; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #ccc; padding: .35em .7em; }
th, td { text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: #fff; }
.reproduced { background: #d9efe8; }
.differs { background: #f9dfd0; }
.not { background: #eee; }
.rule { color: #555; font-size: 13px; }
</style></head><body><h1>Published statements, and what was measured here</h1>
<p>$summary</p><table>
<tr><th>published statement</th><th>published</th>$heads</tr>
$rows
</table></body></html>
""")
ROW = Template(
    '<tr><td>$statement<div class="rule">$rule</div></td><td>$published</td>$verdicts</tr>'
)


def page(table: pd.DataFrame) -> str:
    """The table as one HTML page: a row for each statement and its rule, a column for each case.

    Args:
        table: columns id, statement, published, case, measured, verdict, rule, reason.
    """
    cases = single_cases(table)
    counts = table["verdict"].value_counts()
    return PAGE.substitute(
        summary=html.escape(", ".join(f"{verdict}: {count}" for verdict, count in counts.items())),
        heads="".join(f"<th>{html.escape(case)}</th>" for case in cases),
        rows="\n".join(_row(rows, cases) for _, rows in table.groupby("id", sort=False)),
    )


def _row(rows: pd.DataFrame, cases: list[str]) -> str:
    """A row of the page: a statement and the verdicts on it."""
    first = rows.iloc[0]
    return ROW.substitute(
        statement=html.escape(first["statement"]),
        rule=html.escape(first["rule"]),
        published=html.escape(first["published"]),
        verdicts=_verdicts(rows, cases),
    )


def _verdicts(rows: pd.DataFrame, cases: list[str]) -> str:
    """A cell for each case; verdicts on several cases together are one cell over all columns."""
    cells = dict.fromkeys(cases, "<td></td>")
    together = []
    for row in rows.to_dict("records"):
        case, name = row["case"], CLASSES[row["verdict"]]
        if case in cases:
            cells[case] = f'<td class="{name}">{_text(row)}</td>'
        else:
            together.append(f'<div class="{name}">{html.escape(case)}: {_text(row)}</div>')
    if together:
        return f'<td colspan="{max(len(cases), 1)}">{"".join(together)}</td>'
    return "".join(cells.values())


def _text(row: Mapping) -> str:
    if row["verdict"] == NOT_TESTABLE:
        return html.escape(f"{row['verdict']}: {row['reason']}")
    return html.escape(f"{row['measured']} ({row['verdict']})")
