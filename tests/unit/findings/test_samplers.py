"""Published statements about samplers: each rule on all sides of its threshold."""

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
    samplers_table,
    why_not,
)

from zpoints.findings.about import PUBLISHED
from zpoints.findings.samplers import STATEMENTS

CASES = rule_cases(
    {
        "uniform_fails": [
            # A quarter of the ceiling is 23.75 %, which is 121.6 of 512 images.
            (faces(uniform_b2=100 / 512), True),
            (faces(uniform_b2=110 / 512), None),
            (faces(uniform_b2=130 / 512), None),
            (faces(uniform_matched=0.9), False),
            # One cube above it is enough, whatever the others are.
            (faces(uniform_b1=110 / 512, uniform_b2=150 / 512), False),
            # So few images leave an interval that holds a quarter.
            (faces(9), None),
        ],
        "gaussian_full_succeeds": [
            # Half of the ceiling is 47.5 %: 243 of 512 images.
            (faces(gaussian_full=270 / 512), True),
            (faces(gaussian_full=260 / 512), None),
            (faces(gaussian_full=225 / 512), None),
            (faces(gaussian_full=215 / 512), False),
            (faces(gaussian_full=0), False),
        ],
        "interpolation_succeeds": [
            (faces(interpolation=270 / 512), True),
            (faces(interpolation=260 / 512), None),
            (faces(interpolation=215 / 512), False),
        ],
    }
)
IDS = [statement.id for statement in STATEMENTS]


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_all_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds is expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS, sides=(True, False, None))


def test_they_are_published_ones():
    assert {statement.source for statement in STATEMENTS} == {PUBLISHED}


@pytest.mark.parametrize("id", IDS)
def test_what_holds_the_limit_says_so(id):
    name = "uniform_matched" if id == "uniform_fails" else id.removesuffix("_succeeds")
    limit = 0.25 if id == "uniform_fails" else 0.5
    outcome = check(STATEMENTS, id, faces(**{name: limit * 0.95})(published()))
    part = "a quarter" if id == "uniform_fails" else "half"
    assert outcome.reason.endswith(f"interval holds {part} of the ceiling")


@pytest.mark.parametrize("id", IDS)
def test_failing_controls_of_the_detector_leave_it_undecided(id):
    evidence = controls_fail("scrambled", column="detector_check")(published())
    outcome = check(STATEMENTS, id, evidence)
    assert outcome.holds is None
    assert outcome.reason == "controls fail: scrambled has overlap 0.5, more than 0.05"
    assert outcome.measured == check(STATEMENTS, id, published()).measured
    # Controls of another measure are of no concern.
    assert check(STATEMENTS, id, controls_fail("noise")(published())).holds


@pytest.mark.parametrize("id", IDS)
def test_without_a_detector_no_sampler_is_judged(id):
    columns = ["face_rate", "face_rate_low", "face_rate_high"]
    table = published().samplers.assign(**dict.fromkeys(columns, np.nan), meter="none")
    reason = why_not(STATEMENTS, id, replace(samplers=table)(published()))
    assert reason == "no detector applies (quality.meter is none)"


@pytest.mark.parametrize("id", IDS)
def test_reconstructions_that_are_no_faces_tell_nothing_of_samplers(id):
    check(STATEMENTS, id, faces(reconstructions=0.5)(published()))
    for rate in (0.49, 0):
        reason = why_not(STATEMENTS, id, faces(reconstructions=rate)(published()))
        words = f"only {100 * rate:.0f} % of the reconstructions pass for faces; train longer"
        assert reason == words


@pytest.mark.parametrize("name", ["gaussian-full", "interpolation"])
def test_a_sampler_that_is_left_out_or_could_not_be_drawn_is_named(name):
    id = f"{name.replace('-', '_')}_succeeds"
    assert why_not(STATEMENTS, id, faces(**{name: None})(published())) == (
        f"samplers.csv has no '{name}'"
    )
    empty = put("samplers", lambda table: table["sampler"] == name, "images", 0)
    assert "could not be drawn" in why_not(STATEMENTS, id, empty(published()))


def test_without_cubes_nothing_is_said_of_them():
    names = dict.fromkeys(("uniform_b1", "uniform_b2", "uniform_matched"))
    reason = why_not(STATEMENTS, "uniform_fails", faces(**names)(published()))
    assert reason == "no sampler is uniform"


def test_what_was_measured_is_said_in_percent():
    outcome = check(STATEMENTS, "uniform_fails", faces(uniform_b2=64 / 512)(published()))
    assert (outcome.measured, outcome.value) == ("at most 12.5 %, at b = 2", 0.125)
    outcome = check(STATEMENTS, "gaussian_full_succeeds", faces(gaussian_full=1)(published()))
    assert outcome.measured == "100.0 % (99.3 to 100.0)"


@pytest.mark.parametrize("id", IDS)
def test_a_detector_that_sees_no_faces_in_real_images_leaves_it_undecided(id):
    """Images that are no faces: nobody is told to train longer."""
    (statement,) = (statement for statement in STATEMENTS if statement.id == id)
    table = samplers_table(dict.fromkeys(FACES, 0.1))
    real = table["sampler"] == "images"
    table.loc[real, ["face_rate", "detector_check"]] = [0.1, "fail: images has face rate 0.1"]
    outcome = statement.judge(replace(samplers=table)(published()))
    assert outcome.holds is None
    assert outcome.reason == "controls fail: images has face rate 0.1"
    assert outcome.measured == "-"
