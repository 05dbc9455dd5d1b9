"""Moments of values in blocks against NumPy and SciPy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zpoints.cloud.moments import TILE, Moments, finite_extremes, tiles
from zpoints.errors import StudyError


def collect(values, cuts=()):
    moments = Moments(values.shape[1:])
    for block in np.split(values, sorted(cuts)):
        moments.merge(Moments.of(block))
    return moments


def standardised(moments):
    """Standard deviation, skewness and excess kurtosis."""
    variance, third, fourth = moments.powers / moments.count
    return np.sqrt(variance), third / variance**1.5, fourth / variance**2 - 3


@pytest.fixture(scope="module")
def cloud():
    """Components of many shapes: shifted, skewed, heavy-tailed, wide, tiny."""
    r = np.random.default_rng(5)
    columns = [
        r.normal(0, 0.3, 3000),
        r.normal(2, 2, 3000),
        r.exponential(1, 3000) - 3,
        r.standard_t(5, 3000),
        r.uniform(-15, 15, 3000),
        100 + r.normal(0, 1e-2, 3000),
    ]
    return np.column_stack(columns).astype(np.float32)


def test_moments_agree_with_numpy_and_scipy(cloud):
    moments = collect(cloud, cuts=[1, 900, 901, 2500])
    std, skewness, kurtosis = standardised(moments)
    exact = cloud.astype(float)
    assert moments.count == 3000
    assert np.allclose(moments.mean, exact.mean(axis=0), rtol=1e-12)
    assert np.allclose(std, exact.std(axis=0), rtol=1e-10)
    assert np.allclose(skewness, stats.skew(exact), rtol=1e-7, atol=1e-9)
    assert np.allclose(kurtosis, stats.kurtosis(exact), rtol=1e-7, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 300), max_size=6),
    seed=st.integers(0, 1000),
    offset=st.floats(-50, 50),
)
def test_the_blocks_and_their_order_do_not_matter(cuts, seed, offset):
    generator = np.random.default_rng(seed)
    values = generator.normal(offset, 1, (300, 3))
    whole = Moments.of(values)
    blocks = np.split(values, sorted(cuts))
    generator.shuffle(blocks)
    merged = Moments((3,))
    for block in blocks:
        merged.merge(Moments.of(block))
    assert merged.count == whole.count == 300
    assert np.allclose(merged.mean, whole.mean, rtol=1e-12, atol=1e-13)
    m2, m3, m4 = whole.powers
    assert np.allclose(merged.powers[0], m2, rtol=1e-12)
    # Third powers cancel: their scale is that of the second.
    assert np.allclose(merged.powers[1], m3, rtol=0, atol=1e-12 * (m2**1.5).max())
    assert np.allclose(merged.powers[2], m4, rtol=1e-12)


def test_merging_leaves_the_other_as_it_is_and_an_empty_one_changes_nothing(cloud):
    one, other = Moments.of(cloud[:100]), Moments.of(cloud[100:300])
    before = other.mean.copy(), other.powers.copy()
    one.merge(other)
    one.merge(Moments.of(cloud[300:]))
    assert (other.mean == before[0]).all()
    assert (other.powers == before[1]).all()
    mean, powers = one.mean, one.powers
    one.merge(Moments((6,)))
    assert one.count == 3000
    assert (one.mean == mean).all()
    assert (one.powers == powers).all()


def test_a_large_offset_costs_no_digits():
    """Raw power sums would lose every digit of these; moments about the mean keep them."""
    values = 1e6 + np.random.default_rng(0).normal(0, 1, (4000, 1))
    std, skewness, _ = standardised(collect(values, cuts=[10, 2000]))
    assert math.isclose(std[0], values.std(), rel_tol=1e-9)
    assert math.isclose(skewness[0], stats.skew(values[:, 0]), rel_tol=1e-4)


@pytest.mark.parametrize("value", [0, 0.1, -3.7, 1e-20, 500])
def test_equal_values_have_no_spread_at_all(value):
    moments = collect(np.full((1000, 2), value, np.float32), cuts=[3, 333])
    assert (moments.mean == np.float32(value)).all()
    assert (moments.powers == 0).all()


def test_moments_survive_a_first_tile_far_from_the_rest():
    values = np.random.default_rng(7).normal(size=(400, 1000)).astype(np.float32)
    values[:80] += 1000
    deviation = values - values.mean(axis=0, dtype=float)
    for order, powers in zip((2, 3, 4), Moments.of(values).powers, strict=True):
        assert np.allclose(powers, (deviation**order).sum(axis=0), rtol=1e-10)


def test_single_numbers_have_moments_without_dimensions():
    moments = Moments.of(np.array([1.0, 2, 6]))
    assert moments.mean.shape == ()
    assert moments.powers == pytest.approx([14, 18, 98])


def test_a_state_is_the_moments(cloud):
    moments = Moments.of(cloud)
    again = Moments.from_state(moments.state())
    for one in (moments, again):
        one.merge(Moments.of(cloud[:9]))
    assert again.count == moments.count == 3009
    assert (again.mean == moments.mean).all()
    assert (again.powers == moments.powers).all()


@pytest.mark.parametrize("width", [0, 1, 100, 10 * TILE])
def test_tiles_are_the_vectors_in_turn(width):
    vectors = np.arange(3000)
    parts = list(tiles(vectors, width, TILE))
    assert (np.concatenate(parts) == vectors).all()
    assert max(map(len, parts)) <= max(TILE // max(width, 1), 1)


def test_extremes_are_those_of_each_component(cloud):
    low, high = finite_extremes(cloud)
    assert (low == cloud.min(axis=0)).all()
    assert (high == cloud.max(axis=0)).all()


@pytest.mark.parametrize(
    "bad", [[np.nan], [np.inf], [-np.inf], [np.inf, -np.inf], [np.nan, np.inf]]
)
def test_values_that_are_not_finite_are_refused(bad):
    vectors = np.zeros((6, 4), np.float32)
    vectors[1 : 1 + len(bad), 2] = bad
    with pytest.raises(StudyError, match=r"component 2 .*learning_rate"):
        finite_extremes(vectors)
