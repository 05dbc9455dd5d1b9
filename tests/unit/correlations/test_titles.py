"""Titles of the figures of the correlations: what they say is what was measured."""

import math

import numpy as np
import pandas as pd
import pytest

from zpoints.correlations import titles


def test_the_matrix():
    matrix = np.eye(3)
    matrix[0, 1], matrix[0, 2], matrix[1, 2] = 0.5, -0.3, 0.1
    text = titles.matrix(matrix, 0.1, "I").replace("\u00a0", " ")
    assert text == (
        "Case I: 67 % of 3 pairs of components correlate beyond |r| = 0.2; by chance 5 % would"
    )
    nothing = "Case I: no two components vary together"
    assert titles.matrix(np.full((3, 3), np.nan), 0.1, "I") == nothing
    assert titles.matrix(np.ones((1, 1)), 0.1, "I") == nothing


@pytest.mark.parametrize(
    ("panels", "chosen", "text"),
    [
        ([(0, 1, -0.82), (1, 2, 0.764)], False, "the 2 strongest pairs have |r| = 0.76 to 0.82"),
        ([(0, 1, -0.82)], True, "the chosen pair has |r| = 0.82"),
    ],
)
def test_the_pairs(panels, chosen, text):
    title = titles.pairs(panels, chosen, "I")
    assert title == f"Case I: {text}; in a cube no two components correlate"


@pytest.mark.parametrize("panels", [[], [(0, 1, math.nan)]])
def test_pairs_that_do_not_vary(panels):
    assert titles.pairs(panels, False, "I") == "Case I: no two components vary together"


def test_the_slices():
    table = pd.DataFrame({"vectors": [1151, 1076, 1050], "limit": 2, "drawn": 5000})
    text = "Case I: 1,050 of 5,000 vectors stay within ±2 in every component"
    assert titles.slices(table, "I") == text
    assert titles.slices(table[:0], "I") == "Case I: a slice needs two components"
