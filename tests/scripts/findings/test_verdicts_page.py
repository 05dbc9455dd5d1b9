"""The step writes the page of the table."""

import html

from support.published import published

from workflow.scripts.findings.verdicts_page import verdicts_page
from zpoints import files
from zpoints.findings.verdicts import STATEMENTS, judge


def test_the_page_holds_every_statement(tmp_path):
    table, output = tmp_path / "findings.csv", tmp_path / "findings.html"
    files.write_table(table, judge({"1": published(), "nan": published(24)}))
    verdicts_page(str(table), str(output))
    text = output.read_text(encoding="utf-8")
    for statement in STATEMENTS:
        assert html.escape(statement.text) in text
    assert "<th>nan</th>" in text
