"""The step writes the page of the table."""

import html

import pytest
from support.published import controls_fail, published

from workflow.scripts.findings.verdicts_page import verdicts_page
from zpoints import files
from zpoints.findings.verdicts import STATEMENTS, judge
from zpoints.stores.reader import store_path


@pytest.fixture
def inputs(tmp_path, image_store):
    """Table, samplers and images of a study of two cases, of which one has failing controls."""
    cases = {"1": published(), "nan": controls_fail("noise")(published(24))}
    table = tmp_path / "findings.csv"
    files.write_table(table, judge(cases))
    samplers = [str(tmp_path / f"{case}.csv") for case in cases]
    for path, evidence in zip(samplers, cases.values(), strict=True):
        files.write_table(path, evidence.samplers)
    images = image_store(12, size=10, channels=1).path.with_suffix(".json")
    assert store_path(images).is_dir()
    return {"table": str(table), "samplers": samplers, "images": str(images)}


def test_the_page_holds_every_statement_and_what_the_study_is(inputs, tmp_path):
    output = tmp_path / "findings.html"
    cases = ["1", "nan"]
    verdicts_page(**inputs, output=str(output), cases=cases, study="tiny", source="painted")
    text = output.read_text(encoding="utf-8")
    for statement in STATEMENTS:
        assert html.escape(statement.text) in text
    assert "<th>nan</th>" in text
    assert "Study tiny has 12 painted faces at 10x10 pixels, in grey." in text
    assert "<li>Case 1: controls pass</li>" in text
    assert "<li>Case nan: controls fail: noise has overlap 0.5," in text


def test_a_table_of_samplers_without_a_case_is_refused(inputs, tmp_path):
    output = str(tmp_path / "findings.html")
    with pytest.raises(ValueError, match="longer"):
        verdicts_page(**inputs, output=output, cases=["1"], study="tiny", source="painted")
