"""Factors: rows depend on seed and number alone, values on what their factor says."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints.dataset.painted.factors import (
    BLOCK_ROWS,
    FACTORS,
    Categorical,
    Continuous,
    checked_columns,
    draw_factors,
)

rows = st.integers(0, 3 * BLOCK_ROWS)


@settings(max_examples=20, deadline=None)
@given(bounds=st.tuples(rows, rows, rows).map(sorted), seed=st.integers(0, 2**64))
def test_rows_do_not_depend_on_the_range_that_is_asked_for(bounds, seed):
    start, middle, stop = bounds
    whole = draw_factors(seed, 0, stop).iloc[start:]
    parts = [draw_factors(seed, start, middle), draw_factors(seed, middle, stop)]
    assert list(whole.columns) == list(FACTORS)
    pd.testing.assert_frame_equal(whole, pd.concat(parts))


def test_neighbouring_blocks_and_other_seeds_differ():
    first, second = draw_factors(1, 0, 2 * BLOCK_ROWS), draw_factors(2, 0, BLOCK_ROWS)
    for name, factor in FACTORS.items():
        if isinstance(factor, Continuous):
            values = first[name].to_numpy()
            assert not np.array_equal(values[:BLOCK_ROWS], values[BLOCK_ROWS:])
            assert not np.array_equal(values[:BLOCK_ROWS], second[name].to_numpy())


def test_a_seed_sequence_is_a_seed_and_is_left_as_it_was():
    sequence = np.random.SeedSequence(7)
    pd.testing.assert_frame_equal(draw_factors(sequence, 0, 5), draw_factors(7, 0, 5))
    assert sequence.n_children_spawned == 0
    child = sequence.spawn(1)[0]
    assert not draw_factors(child, 0, 5).equals(draw_factors(7, 0, 5))


def test_values_fill_their_ranges_and_names_have_their_probabilities():
    table = draw_factors(3, 0, 4 * BLOCK_ROWS)
    means = {"uniform": 1 / 2, "central": 1 / 2, "low": 1 / 3}
    for name, factor in FACTORS.items():
        if isinstance(factor, Categorical):
            shares = table[name].value_counts(normalize=True)
            assert sum(factor.probabilities.values()) == pytest.approx(1)
            assert shares.to_dict() == pytest.approx(factor.probabilities, abs=0.03)
        else:
            assert table[name].dtype == np.float32
            share = (table[name] - factor.low) / (factor.high - factor.low)
            assert -1e-6 <= share.min() < 0.03 and 0.97 < share.max() <= 1 + 1e-6
            assert share.mean() == pytest.approx(means[factor.distribution], abs=0.03)


def test_continuous_factors_are_independent():
    table = draw_factors(4, 0, 4 * BLOCK_ROWS).select_dtypes(np.float32)
    correlation = np.corrcoef(table.to_numpy(), rowvar=False) - np.eye(table.shape[1])
    assert np.abs(correlation).max() < 0.08


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (4, 3)])
def test_impossible_rows_are_refused(start, stop):
    with pytest.raises(ValueError, match="start"):
        draw_factors(0, start, stop)


def test_columns_are_values_and_codes():
    table = draw_factors(0, 0, 3)
    columns = checked_columns(table)
    assert list(columns) == list(FACTORS)
    assert all(column.shape == (3, 1) for column in columns.values())
    assert columns["yaw"][:, 0].tolist() == table["yaw"].tolist()
    assert columns["hat"][:, 0].tolist() == table["hat"].cat.codes.tolist()


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="lacks the columns: yaw"):
        checked_columns(draw_factors(0, 0, 1).drop(columns="yaw"))


@pytest.mark.parametrize(("name", "value"), [("hat", "crown"), ("yaw", 90.0), ("smile", np.nan)])
def test_a_wrong_value_is_refused(name, value):
    table = draw_factors(0, 0, 3).astype({"hat": object})
    table.loc[1, name] = value
    with pytest.raises(ValueError, match=name):
        checked_columns(table)
