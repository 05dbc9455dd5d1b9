"""Statements about samplers: each rule on both sides of its threshold."""

import re

import numpy as np
import pytest
from support.published import (
    FACES,
    check,
    check_both_sides,
    faces,
    published,
    replace,
    rule_cases,
    why_not,
)

from zpoints.findings.samplers import STATEMENTS, Rate, difference_interval
from zpoints.findings.statement import NotTestableError
from zpoints.quality.measures import rate_interval

PAIRS = [
    ("box-k1", "uniform-matched"),
    ("gaussian-diagonal", "box-k1"),
    ("permuted", "gaussian-diagonal"),
    ("gaussian-full", "permuted"),
    ("gaussian-full", "gaussian-diagonal"),
    ("gaussian-pca", "gaussian-full"),
    ("gaussian-mixture", "gaussian-full"),
]
CASES = rule_cases(
    {
        "uniform_fails": [
            # A quarter of the ceiling is 23.75 %, which is 121.6 of 512 images.
            (faces(uniform_b2=100 / 512), True),
            (faces(uniform_b2=110 / 512), False),
            (faces(uniform_matched=0.9), False),
            # So few images leave an interval that holds a quarter.
            (faces(9), False),
        ],
        "gaussian_full_succeeds": [
            # Half of the ceiling is 47.5 %: 243 of 512 images.
            (faces(gaussian_full=270 / 512), True),
            (faces(gaussian_full=260 / 512), False),
            (faces(gaussian_full=0), False),
        ],
        "interpolation_succeeds": [
            (faces(interpolation=270 / 512), True),
            (faces(interpolation=260 / 512), False),
        ],
        "correlations_and_precision": [
            (faces(gaussian_full=0.3, permuted=0.2), True),
            (faces(gaussian_full=0.22, permuted=0.2), False),
            (faces(gaussian_full=0.2, permuted=0.3), False),
            (faces(gaussian_full=0, permuted=0), False),
        ],
        **{
            f"{better}_over_{worse}".replace("-", "_"): [
                (faces(**{better: 0.30, worse: 0.20}), True),
                (faces(**{better: 0.22, worse: 0.20}), False),
                (faces(**{better: 0.20, worse: 0.20}), False),
                (faces(**{better: 0.20, worse: 0.30}), False),
                (faces(**{better: 0.5, worse: 0.0}, images=4), False),
                (faces(**{better: 0.0, worse: 0.0}), False),
            ]
            for better, worse in PAIRS
        },
    }
)
FACE_RULES = sorted({statement.id for statement in STATEMENTS} - {"correlations_and_precision"})


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_both_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds == expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS)


@pytest.mark.parametrize("id", FACE_RULES)
def test_without_a_detector_no_sampler_is_judged(id):
    columns = ["face_rate", "face_rate_low", "face_rate_high"]
    table = published().samplers.assign(**dict.fromkeys(columns, np.nan))
    reason = why_not(STATEMENTS, id, replace(samplers=table)(published()))
    assert reason == "no detector applies (quality.meter is none)"


def test_too_few_images_have_no_precision():
    evidence = replace(samplers=published().samplers.assign(precision=np.nan))(published())
    reason = why_not(STATEMENTS, "correlations_and_precision", evidence)
    assert reason == "there are too few images to measure the precision"


@pytest.mark.parametrize("id", FACE_RULES)
def test_reconstructions_that_are_no_faces_tell_nothing_of_samplers(id):
    check(STATEMENTS, id, faces(reconstructions=0.5)(published()))
    for rate in (0.49, 0):
        reason = why_not(STATEMENTS, id, faces(reconstructions=rate)(published()))
        assert reason == f"only {rate:.0%} of the reconstructions pass for faces; train longer"


@pytest.mark.parametrize("name", sorted(set(FACES) - {"reconstructions"}))
def test_a_sampler_that_is_left_out_is_named(name):
    evidence = faces(**{name: None})(published())
    reasons = {}
    for statement in STATEMENTS:
        try:
            statement.check(evidence)
        except NotTestableError as reason:
            reasons[statement.id] = str(reason)
    words = name.replace("-", "_")
    concerned = {id for id in FACE_RULES if words in re.split("_over_|_succeeds", id)}
    if name in ("gaussian-full", "permuted"):
        concerned.add("correlations_and_precision")
    assert reasons == dict.fromkeys(concerned, f"the config's samplers have no {name!r}")


def test_without_cubes_nothing_is_said_of_them():
    rates = {name: None for name in FACES if "uniform" in name}
    reason = why_not(STATEMENTS, "uniform_fails", faces(**rates)(published()))
    assert reason == "no sampler is uniform"


def rate_of(hits, images):
    return Rate(hits / images, *rate_interval(hits, images))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_the_interval_of_a_difference_as_newcombe_has_it(counts, expected):
    first, second = rate_of(*counts[:2]), rate_of(*counts[2:])
    interval = difference_interval(first, second)
    assert interval == pytest.approx(expected, abs=6e-5)
    low, high = difference_interval(second, first)
    assert (-high, -low) == pytest.approx(interval)


def test_the_interval_of_a_difference_holds_it_95_times_of_100():
    random = np.random.default_rng(0)
    p, q, images = 0.3, 0.22, 200
    rates = [rate_of(hits, images) for hits in range(images + 1)]
    held = 0
    for first, second in random.binomial(images, (p, q), (2000, 2)):
        low, high = difference_interval(rates[first], rates[second])
        held += low <= p - q <= high
    assert held / 2000 == pytest.approx(0.95, abs=0.02)
