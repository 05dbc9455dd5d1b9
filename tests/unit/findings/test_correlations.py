"""Statements about correlations: each rule on both sides of its threshold."""

import re

import numpy as np
import pandas as pd
import pytest
from support.published import (
    PAIRS_ABOVE,
    check,
    check_both_sides,
    published,
    put,
    replace,
    rule_cases,
    why_not,
)

from zpoints.findings.correlations import STATEMENTS


def pairs(threshold, count):
    """So many pairs lie just above a threshold, all others on it."""
    r = np.zeros((256, 256))
    i, j = np.triu_indices(256, 1)
    r[i[:count], j[:count]] = np.where(np.arange(count) % 2, 1, -1) * (threshold + 1e-6)
    r[i[count:], j[count:]] = threshold
    return replace(correlations=r + r.T + np.eye(256))


def strongest(value):
    r = np.eye(256)
    r[3, 7] = r[7, 3] = value
    r[9] = r[:, 9] = np.nan
    return replace(correlations=r)


def slices(*vectors, drawn=5000):
    return replace(slices=pd.DataFrame({"vectors": vectors, "limit": 2.0, "drawn": drawn}))


CASES = rule_cases(
    {
        **{
            f"pairs_{threshold:g}": [
                (pairs(threshold, int(np.ceil(count / 2))), True),
                (pairs(threshold, 2 * count), True),
                (pairs(threshold, int(np.ceil(count / 2)) - 1), False),
                (pairs(threshold, 2 * count + 1), False),
            ]
            for threshold, count in PAIRS_ABOVE.items()
        },
        "strongest_pair": [
            (strongest(-0.747), True),
            (strongest(0.945), True),
            (strongest(0.745), False),
            (strongest(-0.947), False),
        ],
        "slice_stages": [
            (slices(51, 40, 30), True),
            (slices(202, 160, 120), True),
            (slices(20, 16, 12, drawn=1000), True),
            # Only the first slice counts.
            (slices(101, 80, 60, 0, 0, 0), True),
            (slices(50, 80, 60), False),
            (slices(101, 161, 60), False),
            (slices(101, 80, 29), False),
            (slices(101, 80, 60, drawn=1000), False),
        ],
    }
)


@pytest.mark.parametrize(("id", "change", "expected"), CASES)
def test_a_rule_on_both_sides_of_its_threshold(id, change, expected):
    assert check(STATEMENTS, id, change(published())).holds == expected


def test_every_statement_is_tested():
    check_both_sides(CASES, STATEMENTS)


@pytest.mark.parametrize(
    ("id", "change", "words"),
    [
        ("strongest_pair", replace(correlations=np.full((256, 256), np.nan)), "no two .* vary"),
        ("slice_stages", replace(slices=published().slices[:0]), "there is no slice"),
        ("slice_stages", put("slices", 3, "limit", 1.5), "slices.limit is not 2"),
        ("pairs_0.1", replace(subset=np.arange(100)), "alone .* of 100 vectors have it; raise"),
    ],
)
def test_what_cannot_be_tested_says_why(id, change, words):
    assert re.search(words, why_not(STATEMENTS, id, change(published())))


def test_more_noise_than_a_threshold_leaves_the_higher_ones_testable():
    evidence = replace(subset=np.arange(200))(published())
    for threshold in (0.1, 0.2):
        assert "by chance alone" in why_not(STATEMENTS, f"pairs_{threshold}", evidence)
    for threshold in (0.3, 0.6):
        assert check(STATEMENTS, f"pairs_{threshold}", evidence).holds
