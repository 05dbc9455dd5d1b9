"""Attributes are a byte a point: yes, no, unknown, or a number between two ends."""

import numpy as np
import pandas as pd

from zpoints.study.atlas.attributes import MOST, TOP, UNKNOWN, attributes

ROWS = np.array([0, 2, 3])


def test_yes_and_no_and_unknown():
    table = pd.DataFrame({"hat=<cap> & 'co'": [0.0, 1.0, np.nan, 1.0]})
    found = attributes(table, ROWS)
    assert found.described == [
        {"name": "hat=<cap> & 'co'", "kind": "binary", "labels": ["no", "yes"]}
    ]
    np.testing.assert_array_equal(found.codes, [[-1, 0, 1]])
    assert found.codes.dtype == np.int8


def test_a_number_comes_back_within_half_a_step_of_its_range():
    column = np.random.default_rng(0).normal(40, 12, 300)
    column[7] = np.nan
    found = attributes(pd.DataFrame({"age": column}), np.arange(300))
    (one,) = found.described
    assert one["kind"] == "number"
    byte = found.codes[0].astype(float)
    assert byte[7] == UNKNOWN
    back = one["low"] + (byte + TOP) / (2 * TOP) * (one["high"] - one["low"])
    known = np.arange(300) != 7
    step = (one["high"] - one["low"]) / (2 * TOP)
    assert np.abs(back - column)[known].max() <= step * 0.51
    assert one["low"] == float(f"{np.nanmin(column):.6g}")


def test_the_ends_are_those_of_all_images():
    found = attributes(pd.DataFrame({"age": [5.0, 50.0, 5.0, 5.0]}), ROWS)
    assert (found.described[0]["low"], found.described[0]["high"]) == (5, 50)
    np.testing.assert_array_equal(found.codes, [[-TOP] * 3])


def test_a_number_that_never_changes_and_one_that_nobody_knows():
    table = pd.DataFrame({"age": [7.0, np.nan, 7.0, np.nan], "who": [np.nan] * 4})
    found = attributes(table, ROWS)
    assert [one["kind"] for one in found.described] == ["number", "binary"]
    np.testing.assert_array_equal(found.codes, [[0, 0, UNKNOWN], [0, 0, 0]])


def test_no_attributes():
    found = attributes(pd.DataFrame(index=range(4)), ROWS)
    assert (found.described, found.codes.shape, found.left_out) == ([], (0, 3), 0)


def test_of_very_many_attributes_the_first_ones_are_shown():
    table = pd.DataFrame(np.zeros((4, MOST + 3)), columns=[f"a{k}" for k in range(MOST + 3)])
    found = attributes(table, ROWS)
    assert len(found.described) == len(found.codes) == MOST
    assert found.left_out == 3
