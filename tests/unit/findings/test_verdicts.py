"""Verdicts on all statements: what makes them hold, and what cannot be told."""

import dataclasses
import re

import pandas as pd
import pytest
from support.published import (
    PAIRS_ABOVE,
    bins,
    check_texts,
    controls_fail,
    faces,
    published,
    put,
    replace,
    trainings_table,
)

from zpoints.findings import correlations, distributions, geometry, overlap, regions, samplers
from zpoints.findings.about import OWN, PUBLISHED
from zpoints.findings.statement import Statement, no_controls
from zpoints.findings.table import (
    COLUMNS,
    DIFFERS,
    DOES_NOT_HOLD,
    HOLDS,
    NOT_TESTABLE,
    REPRODUCED,
    UNDECIDED,
)
from zpoints.findings.trainings import trainings_differ
from zpoints.findings.verdicts import STATEMENTS, SUBJECTS, judge, judge_trainings, verdict

# Statements about the published number of components.
SIZED = {
    "modes_0.25",
    "modes_1",
    "half_widths_1",
    "half_widths_1.5",
    "half_widths_3",
    "dominant_count",
    "dominant_numbers",
    "widest_component",
    "hits_b12_k3",
    "hits_b12_k12",
    "hits_b2_k2",
    "hits_b1.5_k2",
    "hits_b1_k1.5",
    "strongest_pair",
    "slice_stages",
    *(f"pairs_{threshold:g}" for threshold in PAIRS_ABOVE),
}


def test_ids_are_unique_plain_names():
    statements = [*STATEMENTS, trainings_differ]
    ids = [statement.id for statement in statements]
    assert len(set(ids)) == len(ids) > 25
    assert all(re.fullmatch(r"[a-z0-9_.]+", id) for id in ids)
    for statement in statements:
        assert statement.text.endswith((".", ")."))


def test_a_rule_names_every_verdict_that_it_can_give():
    for statement in [*STATEMENTS, trainings_differ]:
        own, rule = statement.source == OWN, statement.rule
        assert rule.startswith("holds if " if own else "reproduced if ")
        assert ("does not hold" if own else "differs") in rule
        assert (" undecided where controls of the " in rule) == (
            statement.controls is not no_controls
        )


@pytest.mark.parametrize(
    ("source", "holds", "word"),
    [
        (PUBLISHED, True, REPRODUCED),
        (PUBLISHED, False, DIFFERS),
        (PUBLISHED, None, UNDECIDED),
        (OWN, True, HOLDS),
        (OWN, False, DOES_NOT_HOLD),
        (OWN, None, UNDECIDED),
    ],
)
def test_the_word_for_an_outcome(source, holds, word):
    assert verdict(source, holds) == word


@pytest.mark.parametrize(
    "subject", [distributions, regions, correlations, geometry, samplers, overlap]
)
def test_every_statement_of_a_subject_is_judged(subject):
    named = [value for value in vars(subject).values() if isinstance(value, Statement)]
    assert set(named) <= set(subject.STATEMENTS) <= set(STATEMENTS)


def test_what_was_published_reproduces_itself():
    """Every rule calls the published values themselves reproduced; and our own statements hold."""
    table = judge({"II": published()})
    check_texts(table)
    expected = [HOLDS if source == OWN else REPRODUCED for source in table["source"]]
    assert table["verdict"].tolist() == expected, table[table["verdict"] != expected]
    assert table["id"].tolist() == [statement.id for statement in STATEMENTS]
    assert table["source"].tolist() == [statement.source for statement in STATEMENTS]
    assert list(table["subject"].unique()) == list(SUBJECTS)
    assert set(table["subject"][table["source"] == OWN]) == {"samplers"}


def test_a_chance_stands_beside_our_own_differences_that_were_tested():
    cases = {
        "all": published(),
        "equal": faces(permuted=0.5, gaussian_full=0.5)(published()),
        "fails": controls_fail("noise")(published()),
        "none": faces(permuted=None, gaussian_pca=None)(published()),
    }
    table = judge(cases).set_index(["id", "case"])
    known = table["chance"].dropna()
    assert (known == 0.025).all()
    assert all("_over_" in id for id, _ in known.index)
    assert known.groupby("case").size().to_dict() == {"all": 7, "equal": 7, "none": 4}
    rows = table.xs("gaussian_full_over_permuted")
    assert rows["verdict"].tolist() == [HOLDS, UNDECIDED, UNDECIDED, NOT_TESTABLE]
    assert rows["reason"].tolist()[:2] == ["", "the interval holds 0"]
    assert rows["reason"]["fails"].startswith("controls fail: noise")


def test_failing_controls_leave_all_that_rests_on_their_measure_undecided():
    table = judge({"I": controls_fail("mean-image")(published())})
    check_texts(table)
    assert set(table["source"][table["verdict"] == UNDECIDED]) == {OWN}
    assert (table["verdict"][table["source"] == OWN] == UNDECIDED).all()
    table = judge({"I": controls_fail("images", column="detector_check")(published())})
    check_texts(table)
    undecided = set(table["id"][table["verdict"] == UNDECIDED])
    assert undecided == {"uniform_fails", "gaussian_full_succeeds", "interpolation_succeeds"}


def test_what_was_published_for_256_components_says_nothing_of_24():
    table = judge({"I": published(24)})
    check_texts(table)
    untested = table[table["verdict"] == NOT_TESTABLE]
    assert set(untested["id"]) == SIZED
    assert (untested["measured"] == "-").all()
    assert untested["reason"].str.contains("published for 256 components, here are 24").all()


def test_modes_of_other_bins_say_nothing():
    table = judge({"I": replace(histogram=bins(0.1))(published())})
    check_texts(table)
    untested = set(table["id"][table["verdict"] == NOT_TESTABLE])
    of_bins = {id for id in SIZED if id.startswith(("modes", "half", "widest", "hits"))}
    assert untested == {"modes_near_zero", *of_bins}


def test_every_case_is_judged_by_itself():
    other = put("radii", [0], "b_matched", 3)(published())
    cases = {"I": published(), "II": other, "small": published(24)}
    table = judge(cases)
    check_texts(table)
    assert len(table) == 3 * len(STATEMENTS)
    assert table["id"].tolist()[:3] == [STATEMENTS[0].id] * 3
    assert table["case"].tolist()[:3] == list(cases)
    verdicts = table.set_index(["id", "case"])["verdict"]
    assert verdicts["best_b"].tolist() == [REPRODUCED, DIFFERS, REPRODUCED]
    for case, evidence in cases.items():
        alone = judge({case: evidence}).reset_index(drop=True)
        together = table[table["case"] == case].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, together)


def test_the_evidence_is_not_changed():
    evidence, untouched = published(), published()
    judge({"I": evidence})
    for field in dataclasses.fields(evidence):
        value = getattr(evidence, field.name)
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(value, getattr(untouched, field.name))


def test_each_pair_of_trainings_has_a_row():
    table = trainings_table(
        ("I", "I2", "component_std", 1.0),
        ("I", "I2", "radius", 1.0),
        ("I", "I3", "component_std", 5.0),
        ("I", "I3", "radius", 2.0),
    )
    verdicts = judge_trainings(table, ["I", "I2", "I3"])
    check_texts(verdicts)
    assert verdicts["case"].tolist() == ["I, I2", "I, I3"]
    assert verdicts["verdict"].tolist() == [DIFFERS, REPRODUCED]
    assert verdicts["value"].tolist() == [1, 5]
    assert verdicts["source"].tolist() == [PUBLISHED] * 2
    assert verdicts["subject"].tolist() == ["trainings"] * 2


def test_without_a_second_training_one_row_says_so():
    verdicts = judge_trainings(None, ["I", "II"])
    check_texts(verdicts)
    (row,) = verdicts.to_dict("records")
    assert (row["case"], row["measured"], row["verdict"]) == ("I, II", "-", NOT_TESTABLE)
    assert "seeds" in row["reason"]
    assert list(verdicts) == list(judge({"I": published()})) == COLUMNS
