"""Every verdict names the view that shows what it is about."""

import pytest
from support.published import controls_fail, published

from zpoints.findings.table import NOT_TESTABLE
from zpoints.findings.verdicts import STATEMENTS, SUBJECTS, judge
from zpoints.samplers.kinds import KINDS
from zpoints.study.atlas.verdicts import BETTER, VIEWS, verdicts, view

NAMES = {"dissolve", "cloud", "directions", "attributes", "compare"}


@pytest.fixture(scope="module")
def table():
    return judge({"I": published(), "<b>": controls_fail("noise")(published(24))})


def test_every_row_is_there_with_its_words(table):
    found = verdicts(table)
    assert [(one["id"], one["case"]) for one in found] == list(
        zip(table["id"], table["case"], strict=True)
    )
    assert {one["source"] for one in found} == {"published", "own"}
    for one, row in zip(found, table.to_dict("records"), strict=True):
        assert one["verdict"] == row["verdict"]
        assert one["view"] in {*NAMES, ""}
        assert one["style"] in ("yes", "no", "undecided", "untested")
        assert one["topic"][0].isupper()
        assert one["measured"] == "" or row["verdict"] != NOT_TESTABLE
        assert "-0" not in one["measured"]


def test_every_subject_has_a_view_and_exceptions_are_statements():
    assert set(VIEWS) == {*SUBJECTS, "trainings"}
    assert set(BETTER) <= {statement.id for statement in STATEMENTS}
    views = {view for view, _ in (*VIEWS.values(), *BETTER.values())}
    assert views <= {*NAMES, ""}


def test_a_view_shows_what_the_statement_says(table):
    found = {one["id"]: (one["view"], one["shown"]) for one in verdicts(table)}
    assert found["uniform_fails"] == found["uniform_overlap"] == ("dissolve", {"t": "1"})
    assert found["effective_dimensions"] == ("directions", {})
    assert found["strongest_pair"] == ("cloud", {"x": "p1", "y": "p2"})
    assert found["gaussian_mixture_over_gaussian_full"] == (
        "compare",
        {"left": "gaussian-mixture", "right": "gaussian-full"},
    )


def test_what_no_view_shows_has_none(table):
    found = {one["id"]: one["view"] for one in verdicts(table)}
    assert found["regular_grid"] == found["hits_b2_k2"] == found["pairs_0.2"] == ""


def test_samplers_of_statements_are_samplers(table):
    for one in verdicts(table):
        if one["view"] == "compare":
            names = {one["shown"]["left"], one["shown"]["right"]}
            assert names <= {*KINDS, "box-k1", "uniform-matched"}


def test_two_trainings_stand_beside_each_other():
    assert view("trainings_differ", "trainings", "I, I-seed2")["shown"] == {
        "left": "gaussian-full",
        "right": "gaussian-full",
        "left_case": "I",
        "right_case": "I-seed2",
    }
