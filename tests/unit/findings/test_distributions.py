"""Statements about components and lengths: each rule on both sides of its threshold."""

import numpy as np
import pytest
from support.published import (
    bins,
    check,
    check_both_sides,
    published,
    put,
    replace,
    rule_cases,
    why_not,
)

from zpoints.findings.distributions import DOMINANT, STATEMENTS


def modes(count, value):
    return put("components", count, "mode", value)


def dominant(count, of_these):
    """So many dominant components, of which so many are among the published ones."""
    table = published().components
    rest = [component for component in range(256) if component not in DOMINANT]
    table["dominant"] = False
    table.loc[[*DOMINANT[:of_these], *rest[: count - of_these]], "dominant"] = True
    return replace(components=table)


def widest(value):
    return put("components", 256, "half_width", value)


def error(quantity, row, value):
    return put("radii", [row], f"published_{quantity}_relative_error", value)


def matched_b(b):
    return put("radii", [0], "b_matched", b)


def near_gaussian(share):
    return put("normality", [1], "statistic", share)


def counts(column, limit, most):
    """Just as many components as the statement allows, and one more; also below 0."""
    table = published().components
    sign = -1 if column == "mode" else 1
    allowed = np.where(np.arange(256) < most, sign * limit, 0.1)
    one_more = np.where(np.arange(256) <= most, limit, 0.1)
    just_below = np.full(256, limit - 1e-6)
    return [
        (replace(components=table.assign(**{column: allowed})), True),
        (replace(components=table.assign(**{column: one_more})), False),
        (replace(components=table.assign(**{column: just_below})), True),
    ]


def at_the_borders(low, high):
    table = published().components
    table.loc[0, "min"], table.loc[9, "max"] = low, high
    return replace(components=table)


CASES = rule_cases(
    {
        "modes_near_zero": [
            (modes(25, 0.5), True),
            (modes(256, -0.25), True),
            (modes(26, -0.5), False),
        ],
        "modes_0.25": counts("mode", 0.25, 25),
        "modes_1": counts("mode", 1, 10),
        "half_widths_1": counts("half_width", 1, 40),
        "half_widths_1.5": counts("half_width", 1.5, 20),
        "half_widths_3": counts("half_width", 3, 5),
        "values_within_12": [
            (at_the_borders(-12, 12), True),
            (at_the_borders(-12.01, 3), False),
            (at_the_borders(-3, 12.01), False),
        ],
        "shapes_near_gaussian": [
            (near_gaussian(0.9), True),
            (near_gaussian(0.899), False),
        ],
        "dominant_count": [
            (dominant(10, 0), True),
            (dominant(40, 0), True),
            (dominant(9, 9), False),
            (dominant(41, 20), False),
        ],
        "dominant_numbers": [
            (dominant(18, 18), True),
            (dominant(30, 17), False),
            (dominant(41, 20), False),  # where many dominate, these do by chance
        ],
        "widest_component": [
            (widest(2.75), True),
            (widest(2.74), False),
            (put("components", 1, "half_width", 6.18), True),
            (put("components", 1, "half_width", 6.19), False),
        ],
        "radius_mean_formula": [
            (error("mean", 1, -9.9e-4), True),
            (error("mean", 1, -1.1e-3), False),
            (error("mean", 2, 1.1e-3), False),
        ],
        "radius_std_formula": [
            (error("std", 1, -9.9e-3), True),
            (error("std", 2, 15.0), False),
            (error("std", 1, -0.011), False),
        ],
        "best_b": [
            (matched_b(1.25), True),
            (matched_b(1.75), True),
            (matched_b(1.24), False),
            (matched_b(1.76), False),
        ],
        "useful_b": [
            (matched_b(1), True),
            (matched_b(2), True),
            (matched_b(0.99), False),
            (matched_b(2.01), False),
        ],
    }
)


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_both_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds == expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS)


OUTSIDE = "outside distributions.histogram.range"
BY_MODES = [
    *("modes_near_zero", "modes_0.25", "modes_1", "dominant_count", "dominant_numbers"),
    *("half_widths_1", "half_widths_1.5", "half_widths_3", "widest_component"),
]


@pytest.mark.parametrize(
    ("id", "change", "reason"),
    [
        ("shapes_near_gaussian", near_gaussian(np.nan), "all components are constant"),
        *((id, modes(1, np.nan), "1 component lies " + OUTSIDE) for id in BY_MODES),
        *((id, modes(9, np.nan), "9 components lie " + OUTSIDE) for id in BY_MODES),
        (
            "dominant_numbers",
            dominant(0, 0),
            "no component is dominant by the thresholds of the config",
        ),
    ],
)
def test_what_cannot_be_tested_says_why(id, change, reason):
    assert why_not(STATEMENTS, id, change(published())) == reason


@pytest.mark.parametrize(("near", "expected"), [(9, True), (8, False)])
def test_a_share_is_testable_for_any_number_of_components(near, expected):
    """Of 10 components 9 are at least 90 %."""
    evidence = published(10)
    evidence.components["mode"] = np.where(np.arange(10) < near, 0.25, -0.5)
    outcome = check(STATEMENTS, "modes_near_zero", evidence)
    assert (outcome.value, outcome.holds) == (near / 10, expected)
    assert outcome.measured == f"{10 * near}.0 %"
    other_bins = replace(histogram=bins(0.1))(evidence)
    assert "for bins of 0.25" in why_not(STATEMENTS, "modes_near_zero", other_bins)


def test_a_count_is_testable_for_the_published_number_alone():
    for id in set(BY_MODES) - {"modes_near_zero"}:
        assert why_not(STATEMENTS, id, published(10)) == "published for 256 components, here are 10"
