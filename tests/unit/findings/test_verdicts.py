"""Verdicts on all statements: what was published reproduces itself, and what cannot be told."""

import dataclasses
import re

import pandas as pd
import pytest
from support.published import (
    PAIRS_ABOVE,
    bins,
    check_texts,
    published,
    put,
    replace,
    trainings_table,
)

from zpoints.findings import correlations, distributions, geometry, regions, samplers
from zpoints.findings.statement import Statement
from zpoints.findings.table import COLUMNS, DIFFERS, NOT_TESTABLE, REPRODUCED
from zpoints.findings.trainings import trainings_differ
from zpoints.findings.verdicts import STATEMENTS, judge, judge_trainings

# Statements about the published number of components.
SIZED = {
    "modes_near_zero",
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
        assert statement.rule.startswith("reproduced if ")
        assert statement.text.endswith((".", ")."))


@pytest.mark.parametrize("subject", [distributions, regions, correlations, geometry, samplers])
def test_every_statement_of_a_subject_is_judged(subject):
    named = [value for value in vars(subject).values() if isinstance(value, Statement)]
    assert set(named) <= set(subject.STATEMENTS) <= set(STATEMENTS)


def test_what_was_published_reproduces_itself():
    """Every rule calls the published values themselves reproduced."""
    table = judge({"II": published()})
    check_texts(table)
    assert table["verdict"].eq(REPRODUCED).all(), table[table["verdict"] != REPRODUCED]
    assert table["id"].tolist() == [statement.id for statement in STATEMENTS]


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
    assert untested == {id for id in SIZED if id.startswith(("modes", "half", "widest", "hits"))}


def test_every_case_is_judged_by_itself():
    other = put("radii", [0], "b_matched", 3)(published())
    cases = {"I": published(), "II": other, "small": published(24)}
    table = judge(cases)
    check_texts(table)
    assert len(table) == 3 * len(STATEMENTS)
    assert table["id"].tolist()[:3] == [STATEMENTS[0].id] * 3
    assert table["case"].tolist()[:3] == list(cases)
    verdict = table.set_index(["id", "case"])["verdict"]
    assert verdict["best_b"].tolist() == [REPRODUCED, DIFFERS, REPRODUCED]
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


def test_without_a_second_training_one_row_says_so():
    verdicts = judge_trainings(None, ["I", "II"])
    check_texts(verdicts)
    (row,) = verdicts.to_dict("records")
    assert (row["case"], row["measured"], row["verdict"]) == ("I, II", "-", NOT_TESTABLE)
    assert "seeds" in row["reason"]
    assert list(verdicts) == list(judge({"I": published()})) == COLUMNS
