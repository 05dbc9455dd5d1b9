"""Our own statements, by overlap: each rule on all sides of its threshold."""

import math
import re

import numpy as np
import pytest
from support.published import (
    FACES,
    check,
    check_both_sides,
    controls_fail,
    faces,
    published,
    put,
    replace,
    rule_cases,
)

from zpoints.findings.about import NOT_PUBLISHED, OWN
from zpoints.findings.overlap import STATEMENTS
from zpoints.findings.statement import NotTestableError

PAIRS = [
    ("gaussian-full", "permuted"),
    ("box-k1", "uniform-matched"),
    ("gaussian-diagonal", "box-k1"),
    ("permuted", "gaussian-diagonal"),
    ("gaussian-full", "gaussian-diagonal"),
    ("gaussian-pca", "gaussian-full"),
    ("gaussian-mixture", "gaussian-full"),
]
DIFFERENCES = {
    f"{better}_over_{worse}".replace("-", "_"): (better, worse) for better, worse in PAIRS
}


def overlaps(**values):
    """Other overlaps ± 0.04, by the names of samplers with _ for -."""

    def change(evidence):
        table = evidence.samplers.copy()
        for name, value in values.items():
            rows = table["sampler"] == name.replace("_", "-")
            columns = ["overlap", "overlap_low", "overlap_high"]
            table.loc[rows, columns] = [value, value - 0.04, value + 0.04]
        return replace(samplers=table)(evidence)

    return change


def pair(better, worse, first, second):
    return overlaps(**{better: first, worse: second})


CASES = rule_cases(
    {
        **{
            id: [
                # The interval of the difference is ± 0.04 √2 = 0.0566.
                (pair(better, worse, 0.5571, 0.5), True),
                (pair(better, worse, 0.5561, 0.5), None),
                (pair(better, worse, 0.5, 0.5), None),
                (pair(better, worse, 0.5, 0.5561), None),
                (pair(better, worse, 0.5, 0.5571), False),
                (faces(**{better: 0.5, worse: 0.0}, images=4), None),
                (faces(**{better: 0.0, worse: 0.0}), None),
                (faces(**{better: 0.0, worse: 0.3}), False),
            ]
            for id, (better, worse) in DIFFERENCES.items()
        },
        "uniform_overlap": [
            # A quarter of the ceiling of 0.8 is 0.2.
            (overlaps(reconstructions=0.8, uniform_b2=0.15), True),
            (overlaps(reconstructions=0.8, uniform_b2=0.17), None),
            (overlaps(reconstructions=0.8, uniform_b2=0.23), None),
            (overlaps(reconstructions=0.8, uniform_b2=0.25), False),
            (overlaps(reconstructions=0.8, uniform_b2=0.25, uniform_b1=0.2), False),
        ],
        **{
            f"{name}_overlap": [
                # Half of the ceiling of 0.8 is 0.4.
                (overlaps(reconstructions=0.8, **{name: 0.45}), True),
                (overlaps(reconstructions=0.8, **{name: 0.43}), None),
                (overlaps(reconstructions=0.8, **{name: 0.37}), None),
                (overlaps(reconstructions=0.8, **{name: 0.35}), False),
            ]
            for name in ("gaussian_full", "interpolation")
        },
    }
)
IDS = [statement.id for statement in STATEMENTS]


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_all_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds is expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS, sides=(True, False, None))


def test_nobody_published_them_and_the_one_on_correlations_leads():
    assert {statement.source for statement in STATEMENTS} == {OWN}
    assert {statement.published for statement in STATEMENTS} == {NOT_PUBLISHED}
    assert STATEMENTS[0].id == "gaussian_full_over_permuted"
    assert STATEMENTS[0].text.startswith("With correlations ")


def test_what_was_measured_is_said_with_its_interval():
    evidence = pair("gaussian-full", "permuted", 0.88, 0.58)(published())
    outcome = check(STATEMENTS, "gaussian_full_over_permuted", evidence)
    assert outcome.measured == "0.88 against 0.58: +0.30 (+0.24 to +0.36)"
    assert outcome.value == pytest.approx(0.3)
    evidence = overlaps(reconstructions=0.9, uniform_matched=0.1, interpolation=0.8)(published())
    outcome = check(STATEMENTS, "uniform_overlap", evidence)
    assert outcome.measured == "at most 0.10 of 0.90, b = 1.5"
    outcome = check(STATEMENTS, "interpolation_overlap", evidence)
    assert outcome.measured == "0.80 (0.76 to 0.84) of 0.90"


@pytest.mark.parametrize("id", IDS)
def test_only_differences_hold_by_a_known_chance(id):
    chance = check(STATEMENTS, id, published()).chance
    assert chance == 0.025 if id in DIFFERENCES else math.isnan(chance)


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("name", ["noise", "scrambled", "mean-image", "reconstructions"])
def test_failing_controls_of_the_overlap_leave_it_undecided(id, name):
    outcome = check(STATEMENTS, id, controls_fail(name)(published()))
    assert outcome.holds is None
    assert outcome.reason.startswith(f"controls fail: {name} has overlap 0.5,")
    assert math.isnan(outcome.chance)
    assert outcome.measured == check(STATEMENTS, id, published()).measured
    # Controls of the detector are of no concern.
    other = controls_fail("noise", column="detector_check")(published())
    assert check(STATEMENTS, id, other).holds


@pytest.mark.parametrize("id", IDS)
def test_without_a_detector_overlaps_are_judged_all_the_same(id):
    columns = ["face_rate", "face_rate_low", "face_rate_high"]
    table = published().samplers.assign(**dict.fromkeys(columns, np.nan), meter="none")
    assert check(STATEMENTS, id, replace(samplers=table)(published())).holds


def reasons(evidence):
    """Id of each statement that the evidence cannot test to the reason."""
    found = {}
    for statement in STATEMENTS:
        try:
            statement.judge(evidence)
        except NotTestableError as reason:
            found[statement.id] = str(reason)
    return found


def concerned(name):
    """Ids of the statements about a sampler."""
    words = name.replace("-", "_")
    ids = {id for id in IDS if words in re.split("_over_|_overlap", id)}
    return ids | {"uniform_overlap"} if words.startswith("uniform") else ids


@pytest.mark.parametrize("name", sorted(set(FACES) - {"reconstructions"}))
def test_a_sampler_that_is_left_out_is_named(name):
    ids = concerned(name) - {"uniform_overlap"}  # of the other cubes
    expected = dict.fromkeys(ids, f"samplers.csv has no {name!r}")
    assert reasons(faces(**{name: None})(published())) == expected


@pytest.mark.parametrize("name", sorted(set(FACES) - {"reconstructions"}))
@pytest.mark.parametrize(
    ("images", "words"),
    [(0, "no images: its vectors could not be drawn"), (1, "too few images to tell the overlap")],
)
def test_a_sampler_without_an_overlap_is_named(name, images, words):
    def rows(table):
        return table["sampler"] == name

    evidence = published()
    for column, value in (("images", images), ("overlap_low", np.nan), ("overlap", np.nan)):
        evidence = put("samplers", rows, column, value)(evidence)
    assert reasons(evidence) == dict.fromkeys(concerned(name), f"{name!r} has {words}")


def test_without_a_ceiling_shares_of_it_are_not_told():
    evidence = faces(reconstructions=None)(published())
    by_id = {statement.id: statement for statement in STATEMENTS}
    for id in IDS:
        outcome = by_id[id].judge(evidence)
        assert outcome.holds is None
        assert outcome.reason == "controls fail: reconstructions is missing"
        assert (outcome.measured == "-") == id.endswith("_overlap")
