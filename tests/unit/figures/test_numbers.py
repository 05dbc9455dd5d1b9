"""How numbers are written."""

import math

import pytest

from zpoints.figures import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "+0.50"), (-1.25, "\N{MINUS SIGN}1.25"), (0, "0.00"), (-0.001, "0.00")],
)
def test_signs(value, text):
    assert numbers.signed(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.5, "50 %"),
        (0.0455, "5 %"),
        (0.004, "0.4 %"),
        (0.996, "99.6 %"),
        (1e-6, "less than 0.1 %"),
        (1 - 1e-6, "more than 99.9 %"),
    ],
)
def test_shares_in_per_cent(share, text):
    assert numbers.percent(share).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("log10", "text"),
    [(0, "100 %"), (-2, "1 %"), (-28.2, "10⁻²⁸"), (-300.7, "10⁻³⁰¹"), (-math.inf, "0 %")],
)
def test_probabilities_by_their_logarithm(log10, text):
    assert numbers.from_log10(log10).replace("\u00a0", " ") == text


def test_names_are_cut_to_a_length():
    assert numbers.shortened("hair_style", 10) == "hair_style"
    assert numbers.shortened("hair_styles", 10) == "hair_styl…"
