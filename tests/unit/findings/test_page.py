"""The page of the verdicts: every statement, rule and verdict, in HTML that is whole."""

import html
from html.parser import HTMLParser

import pandas as pd
import pytest
from support.published import published, put, trainings_table

from zpoints.findings.page import page
from zpoints.findings.table import DIFFERS, NOT_TESTABLE, REPRODUCED
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


def read_page(table):
    text = page(table)
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    assert text.startswith("<!DOCTYPE html>")
    assert "utf-8" in text
    return text, reader


def test_the_page_holds_every_statement_rule_and_verdict():
    other = put("radii", [0], "b_matched", 9)(published())
    cases = {"I": published(), "small": published(24), "II": other}
    table = judge(cases)
    text, reader = read_page(table)
    head, *rows = reader.rows
    assert [cell for _, cell in head] == ["published statement", "published", *cases]
    assert len(rows) == len(STATEMENTS)
    verdicts = table.set_index(["id", "case"])
    classes = {REPRODUCED: "reproduced", DIFFERS: "differs", NOT_TESTABLE: "not"}
    for statement, row in zip(STATEMENTS, rows, strict=True):
        assert row[0][1] == statement.text + statement.rule
        assert row[1][1] == statement.published
        for case, (name, cell) in zip(cases, row[2:], strict=True):
            verdict = verdicts.loc[(statement.id, case)]
            assert name == classes[verdict["verdict"]]
            if verdict["verdict"] == NOT_TESTABLE:
                assert cell == f"not testable here: {verdict['reason']}"
            else:
                assert cell == f"{verdict['measured']} ({verdict['verdict']})"
    for verdict, count in table["verdict"].value_counts().items():
        assert f"{verdict}: {count}" in text


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
    assert len(set(reader.widths)) == 1
    cells = " ".join(cell for row in reader.rows[-len(pairs) :] for _, cell in row)
    for case, other, distance in pairs:
        assert f"{case}, {other}" in cells
        assert f"radius {distance:g} times" in cells


@pytest.mark.parametrize("cases", [["I"], ["I", "II"]])
def test_the_page_says_why_no_trainings_were_compared(cases):
    table = judge(dict.fromkeys(cases, published()))
    _, reader = read_page(pd.concat([table, judge_trainings(None, cases)]))
    assert len(set(reader.widths)) == 1
    assert "no two cases are one architecture" in reader.rows[-1][-1][1]


@pytest.mark.parametrize("case", ["", "I, "])
def test_the_page_escapes_what_it_shows(case):
    table = judge({"I": published()}).head(2).copy()
    evil = '<script>alert(1)</script> & "quote" {curly} {{}} $summary ${rows}'
    for column in ("statement", "published", "measured", "rule", "reason"):
        table[column] = evil
    table["case"] = case + evil
    table.loc[1, "verdict"] = NOT_TESTABLE
    text, reader = read_page(table)
    assert "script" not in reader.tags
    assert "<script" not in text
    assert html.escape(evil) in text
    for row in reader.rows[1:]:
        assert row[0][1] == evil + evil
        assert evil in row[2][1]
