"""The step draws the table."""

from support.published import published

from workflow.scripts.findings.verdicts_figure import verdicts_figure
from zpoints import files
from zpoints.findings.verdicts import judge


def test_the_table_is_drawn(tmp_path):
    table, output = tmp_path / "findings.csv", tmp_path / "findings.png"
    files.write_table(table, judge({"1": published()}).head(9))
    verdicts_figure(str(table), str(output))
    assert output.read_bytes().startswith(b"\x89PNG")
