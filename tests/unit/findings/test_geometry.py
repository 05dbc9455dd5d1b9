"""Statements about the cloud: each rule on both sides of its threshold."""

import pandas as pd
import pytest
from support.published import check, check_both_sides, published, put, replace, rule_cases, why_not

from zpoints.findings.geometry import STATEMENTS


def ninety(count):
    return put("origin", lambda table: table["quantity"] == "components_for_90%", "value", count)


def percentiles(*values):
    rows = [("components_for_90%", 26), ("components_for_95%", 40)]
    rows += [("percentile_of_zero", value) for value in values]
    return replace(origin=pd.DataFrame(rows, columns=["quantity", "value"]))


CASES = rule_cases(
    {
        "origin_at_the_border": [
            (percentiles(4.9, 50), True),
            (percentiles(95.1, 50), True),
            (percentiles(5, 95), False),
        ],
        "effective_dimensions": [
            (ninety(13), True),
            (ninety(51), True),
            (ninety(12), False),
            (ninety(52), False),
        ],
    }
)


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_both_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds == expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS)


def test_the_origin_is_judged_by_dominant_components_alone():
    outcome = check(STATEMENTS, "origin_at_the_border", percentiles(1, 50, 99)(published()))
    assert (outcome.measured, outcome.value) == ("2 of 3 dominant ones", 2)
    reason = why_not(STATEMENTS, "origin_at_the_border", percentiles()(published()))
    assert reason == "no component is dominant by the thresholds of the config"


def test_a_cloud_that_is_a_point_has_no_dimensions_to_count():
    """Not 'differs': of a cloud without variance no share can be held."""
    reason = why_not(STATEMENTS, "effective_dimensions", ninety(0)(published()))
    assert reason == "all latent vectors are alike"
