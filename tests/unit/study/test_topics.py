"""Verdicts by topic, each statement once with all its cases."""

import pytest
from support.published import controls_fail, published

from zpoints.findings.table import MARKS, VERDICTS
from zpoints.findings.verdicts import STATEMENTS, SUBJECTS, judge, judge_trainings
from zpoints.study.topics import CLASSES, TOPICS, filters, topics, verdicts_of


@pytest.fixture(scope="module")
def table():
    return judge({"1": published(), "nan": controls_fail("noise")(published(24))})


def test_every_statement_is_there_once_under_its_subject(table):
    found = topics(table)
    assert [topic.title for topic in found] == [TOPICS[subject][0] for subject in SUBJECTS]
    ids = [statement["id"] for topic in found for statement in topic.statements]
    assert ids == [statement.id for statement in STATEMENTS]
    for topic in found:
        for statement in topic.statements:
            assert [row["case"] for row in statement["cases"]] == ["1", "nan"]


def test_every_subject_has_a_topic():
    assert set(TOPICS) == {*SUBJECTS, "trainings"}
    (topic,) = topics(judge_trainings(None, ["I", "II"]))
    assert topic.title == "Two trainings of one architecture"
    assert topic.statements[0]["cases"][0]["measured"] == ""


def test_a_verdict_has_a_word_a_mark_and_a_class(table):
    for topic in topics(table):
        for statement in topic.statements:
            for row in statement["cases"]:
                assert row["mark"] == MARKS[row["verdict"]]
                assert row["style"] == CLASSES[row["verdict"]]
    assert list(CLASSES) == list(VERDICTS)


def test_filters_count_verdicts(table):
    found = {entry["verdict"]: entry["count"] for entry in filters(table)}
    for verdict, count in found.items():
        assert count == (table["verdict"] == verdict).sum()
    assert set(found) == set(table["verdict"])


def test_verdicts_of_a_case(table):
    found = verdicts_of(table, "nan")
    assert found["uniform_overlap"] == "undecided"
    assert len(found) == len(STATEMENTS)
    assert verdicts_of(table, "elsewhere") == {}
