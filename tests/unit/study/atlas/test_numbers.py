"""Numbers are short, and what is not known is null."""

import json

import numpy as np
import pytest

from zpoints.study.atlas.numbers import number, numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.333333"),
        (2.0, "2"),
        (-0.0, "0"),
        (1234567.8, "1234570"),
        (1.23456789e-7, "1.23457e-07"),
        (np.float32(0.1), "0.1"),
        (None, "null"),
        (np.nan, "null"),
        (np.inf, "null"),
    ],
)
def test_a_number_is_written_in_six_digits(value, text):
    assert json.dumps(number(value)) == text


def test_many_numbers_at_once():
    assert numbers(np.array([1, 0.5, np.nan])) == [1, 0.5, None]
