"""The page of the verdicts: every statement, rule and verdict, in HTML that is whole."""

import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from support.published import controls_fail, faces, published, put, trainings_table

from zpoints.findings.about import OWN, PUBLISHED, PUBLISHED_DATA
from zpoints.findings.page import CLASSES, page
from zpoints.findings.table import MARKS, NOT_TESTABLE, VERDICTS, counts_text, readable
from zpoints.findings.verdicts import STATEMENTS, judge, judge_trainings


class Reader(HTMLParser):
    """Cells of the table, and whether all tags are closed in turn."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.rows, self.widths, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
            self.widths.append(0)
        if tag in ("td", "th"):
            self.rows[-1].append((dict(attrs).get("class"), ""))
            self.widths[-1] += int(dict(attrs).get("colspan", 1))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            name, text = self.rows[-1][-1]
            self.rows[-1][-1] = (name, text + data)


DATA = "Study x has 8 painted faces at 64x64 pixels, in colour."


def read_page(table, data=DATA, controls=None):
    text = page(table, data, {"I": "controls pass"} if controls is None else controls)
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    assert text.startswith("<!DOCTYPE html>")
    assert "utf-8" in text
    return text, reader


def expected_cell(row):
    """Text of the cell of a verdict."""
    text = f"{MARKS[row['verdict']]} {row['verdict']}"
    if row["verdict"] != NOT_TESTABLE:
        text += f" {readable(row['measured'])}"
    return text + row["reason"]


def test_the_page_holds_every_statement_rule_and_verdict():
    changes = [put("radii", [0], "b_matched", 9), faces(permuted=0.7, gaussian_pca=0.61)]
    cases = {
        "I": published(),
        "small": published(24),
        "II": changes[1](changes[0](published())),
        "III": controls_fail("noise")(published()),
    }
    table = judge(cases)
    assert set(table["verdict"]) == set(VERDICTS)
    text, reader = read_page(table)
    heads = [row for row in reader.rows if "statement" in row[0][1].split(" ")]
    rows = [row for row in reader.rows if len(row[0][1]) > 20]
    assert [cell for _, cell in reader.rows[0]] == ["statement", "published", *cases]
    assert [cell for _, cell in heads[-1]] == ["statement", *cases]
    statements = {statement.text + statement.rule: statement for statement in STATEMENTS}
    assert len(rows) == len(statements) == len(STATEMENTS)
    verdicts = table.set_index(["id", "case"])
    for row in rows:
        statement = statements.pop(row[0][1])
        if statement.source != OWN:
            assert row.pop(1)[1] == readable(statement.published)
        for case, (name, cell) in zip(cases, row[1:], strict=True):
            verdict = verdicts.loc[(statement.id, case)]
            assert name == CLASSES[verdict["verdict"]]
            assert cell == expected_cell(verdict)
    assert html.escape(counts_text(table)) in text


def test_published_statements_come_first_by_subject_then_our_own():
    table = pd.concat([judge({"I": published()}), judge_trainings(None, ["I"])])
    text, _ = read_page(table)
    heads = re.findall("<h[23]>(.+?)</h[23]>", text)
    subjects = ["Distributions", "Regions", "Correlations", "Geometry", "Samplers", "Trainings"]
    assert heads[1:] == ["Published statements", *subjects, "Statements of our own"]
    own = text.index("Statements of our own")
    for row in table.to_dict("records"):
        assert (text.index(html.escape(row["statement"])) > own) == (row["source"] == OWN)


def test_the_page_says_whose_they_are_and_what_data_both_studies_have():
    text, _ = read_page(judge({"I": published()}))
    assert f"<cite>{PUBLISHED}</cite>" in text
    assert PUBLISHED_DATA in text
    assert DATA in text
    assert text.index(PUBLISHED) < text.index(DATA) < text.index("<table>")


def test_the_page_says_how_many_would_hold_by_chance():
    cases = {"I": published(), "II": faces(permuted=0.6)(published())}
    text, _ = read_page(judge(cases))
    # Of case II two differences are none: full Gaussian over permuted.
    assert (
        "13 of 14 verdicts on our own statements about differences are “holds”; at most 0.025 · 14 "
        "= 0.35 would" in text
    )


def test_the_page_names_controls_that_fail():
    controls = {"I": "controls pass", "<b>": "controls fail: noise & <i>scrambled</i>"}
    text, _ = read_page(judge({"I": published()}), controls=controls)
    assert "<li>Case I: controls pass</li>" in text
    name, sentence = (html.escape(part) for part in list(controls.items())[1])
    assert f"<li>Case {name}: {sentence}</li>" in text


def test_without_a_source_there_is_no_heading():
    table = judge({"I": published()})
    text, _ = read_page(table[table["source"] == OWN])
    assert "Published statements" not in text
    text, _ = read_page(table[table["source"] != OWN])
    assert "our own" not in text


def test_the_page_fits_phones_and_dark_screens():
    text, _ = read_page(judge({"I": published()}))
    assert '<meta name="viewport" content="width=device-width' in text
    assert "prefers-color-scheme: dark" in text
    assert "@media (max-width: 700px)" in text
    assert "http" not in text  # nothing is loaded from elsewhere


def test_the_page_shows_every_pair_of_trainings():
    cases = ["I", "II", "I2", "I3"]
    pairs = [("I", "I2", 2.0), ("I", "I3", 3.0), ("I2", "I3", 4.0)]
    rows = [
        (case, other, quantity, distance)
        for case, other, distance in pairs
        for quantity in ("component_std", "radius")
    ]
    trainings = judge_trainings(trainings_table(*rows), cases)
    _, reader = read_page(pd.concat([judge(dict.fromkeys(cases, published())), trainings]))
    check_widths(reader)
    cells = " ".join(cell for row in reader.rows for _, cell in row)
    for case, other, distance in pairs:
        assert f"{case}, {other}" in cells
        assert f"radius {distance:g} times" in cells


def check_widths(reader):
    """Rows are as wide as the others of their table; our own have no published values."""
    wide, narrow = max(reader.widths), min(reader.widths)
    own = [statement for statement in STATEMENTS if statement.source == OWN]
    assert narrow == wide - 1
    assert reader.widths[-len(own) - 1 :] == [narrow] * (len(own) + 1)
    assert set(reader.widths[: -len(own) - 1]) == {wide}


@pytest.mark.parametrize("cases", [["I"], ["I", "II"]])
def test_the_page_says_why_no_trainings_were_compared(cases):
    table = judge(dict.fromkeys(cases, published()))
    text, reader = read_page(pd.concat([table, judge_trainings(None, cases)]))
    check_widths(reader)
    assert "no two cases are one architecture" in text


@pytest.mark.parametrize("source", [PUBLISHED, OWN])
@pytest.mark.parametrize("case", ["", "I, "])
def test_the_page_escapes_what_it_shows(case, source):
    table = judge({"I": published()}).head(2).copy()
    evil = '<script>alert(1)</script> & "quote" {curly} {{}} $counts ${rows}'
    for column in ("statement", "published", "measured", "rule", "reason", "subject"):
        table[column] = evil
    table["case"] = case + evil
    table["source"] = [source, evil]
    table.loc[1, "verdict"] = NOT_TESTABLE
    text, reader = read_page(table, evil, {evil: evil})
    assert "script" not in reader.tags
    assert "<script" not in text
    assert text.count(html.escape(evil)) > 9
    statements = [row for row in reader.rows if row[0][1] == evil + evil]
    assert len(statements) == 2
    for row in statements:
        assert evil in row[-1][1]
