"""Statements about hits of regions: each rule on both sides of its threshold."""

import numpy as np
import pytest
from support.published import check, check_both_sides, published, put, replace, rule_cases, why_not

from zpoints.findings.regions import STATEMENTS


def hits(b, k, expected):
    """So many hits are expected of 170,000 uniform vectors."""

    def rows(table):
        return (table["source"] == "uniform") & (table["b"] == b) & (table["k"] == k)

    with np.errstate(divide="ignore"):
        return put("region_hits", rows, "log10_probability", np.log10(expected / 170_000))


CASES = rule_cases(
    {
        "hits_b12_k3": [
            (hits(12, 3, 0.49), True),
            (hits(12, 3, 0), True),
            (hits(12, 3, 0.51), False),
        ],
        "hits_b12_k12": [
            (hits(12, 12, 6.7), True),
            (hits(12, 12, 59), True),
            (hits(12, 12, 6.6), False),
            (hits(12, 12, 61), False),
            (hits(12, 12, 0), False),
        ],
        "hits_b2_k2": [
            (hits(2, 2, 3.4), True),
            (hits(2, 2, 29), True),
            (hits(2, 2, 3.3), False),
            (hits(2, 2, 31), False),
        ],
        "hits_b1.5_k2": [
            (hits(1.5, 2, 168_301), True),
            (hits(1.5, 2, 168_299), False),
            (hits(1.5, 2, 0), False),
        ],
        "hits_b1_k1.5": [
            (hits(1, 1.5, 168_301), True),
            (hits(1, 1.5, 168_299), False),
            (hits(1, 1.5, 1e-30), False),
        ],
        "regular_grid": [
            (put("grid_points", [1], "log10_points", 12.1), True),
            (put("grid_points", [1], "log10_points", 12.0), False),
        ],
    }
)


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_both_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds == expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS)


def test_regions_that_the_config_leaves_out_are_named():
    evidence = published()
    evidence = replace(region_hits=evidence.region_hits[evidence.region_hits["k"] != 12])(evidence)
    reason = why_not(STATEMENTS, "hits_b12_k12", evidence)
    assert reason == "the config's distributions.regions have no b = 12 with k = 12"


@pytest.mark.parametrize(("missing", "words"), [(1, "1 component lies"), (12, "12 components lie")])
def test_without_all_modes_there_is_no_region_to_hit(missing, words):
    table = published().region_hits.assign(log10_probability=np.nan, missing=missing)
    evidence = replace(region_hits=table)(published())
    for statement in STATEMENTS:
        if statement.id != "regular_grid":
            reason = why_not(STATEMENTS, statement.id, evidence)
            assert reason == f"{words} outside distributions.histogram.range"
    assert check(STATEMENTS, "regular_grid", evidence).holds
