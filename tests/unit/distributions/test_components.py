"""The table of components and half widths against closed forms, NumPy and SciPy, and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from support.latents import cloud_of

from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.distributions import components
from zpoints.distributions.components import half_widths
from zpoints.errors import StudyError

STUDY = Bins(-12, 12, 97)
UNIT = Bins(0, 10, 11)


def collect(vectors, cuts=()):
    statistics = ComponentStatistics(vectors.shape[1], STUDY)
    for block in np.split(vectors, sorted(cuts)):
        statistics.update(block)
    return statistics


def described(vectors, cuts=()):
    return components.table(collect(vectors, cuts=cuts), least_mode=1, least_half_width=1)


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


def test_the_table_agrees_with_numpy_and_scipy(cloud):
    table = described(cloud, cuts=[1, 900, 901, 2500])
    exact = cloud.astype(float)
    assert np.allclose(table["mean"], exact.mean(axis=0), rtol=1e-12)
    assert np.allclose(table["std"], exact.std(axis=0), rtol=1e-10)
    assert np.allclose(table["skewness"], stats.skew(exact), rtol=1e-7, atol=1e-9)
    assert np.allclose(table["excess_kurtosis"], stats.kurtosis(exact), rtol=1e-7, atol=1e-9)
    assert (table["min"] == exact.min(axis=0)).all()
    assert (table["max"] == exact.max(axis=0)).all()
    squares = (exact**2).mean(axis=0)
    assert np.allclose(table["share"], squares / squares.sum(), rtol=1e-12)
    assert math.isclose(table["share"].sum(), 1, rel_tol=1e-12)
    assert (table.sort_values("rank")["share"].diff().dropna() <= 0).all()
    assert sorted(table["rank"]) == [1, 2, 3, 4, 5, 6]
    assert table["component"].tolist() == [0, 1, 2, 3, 4, 5]
    sides = table["half_width_left"] + table["half_width_right"]
    assert np.allclose(table["half_width"], sides / 2, equal_nan=True)
    reached = (table["mode"].abs() >= 1) | (table["half_width"] >= 1)
    assert (table["dominant"] == reached).all()
    assert set(table["dominant"]) == {True, False}


def test_a_large_offset_costs_no_digits():
    """Raw power sums would lose every digit of these; moments about the mean keep them."""
    values = (1e6 + np.random.default_rng(0).normal(0, 1, (4000, 1))).astype(float)
    table = described(values, cuts=[10, 2000])
    assert math.isclose(table["std"][0], values.std(), rel_tol=1e-9)
    assert math.isclose(table["skewness"][0], stats.skew(values[:, 0]), rel_tol=1e-4)


@pytest.mark.parametrize("value", [0, 0.1, -3.7, 1e-20, 500])
def test_a_constant_component_has_no_shape(value):
    vectors = np.column_stack([np.full(1000, value), np.arange(1000) % 7]).astype(np.float32)
    table = described(vectors, cuts=[3, 333])
    assert table["std"][0] == 0
    assert math.isnan(table["skewness"][0])
    assert math.isnan(table["excess_kurtosis"][0])
    assert table["mean"][0] == np.float32(value)
    assert math.isfinite(table["skewness"][1])
    assert math.isclose(table["share"].sum(), 1)


def test_all_zero_vectors_have_no_shares():
    table = described(np.zeros((5, 2), np.float32))
    assert table["share"].tolist() == [0, 0]
    assert table["rank"].tolist() == [1, 2]


def test_a_component_out_of_range_has_no_mode_and_is_not_dominant():
    table = described(np.full((5, 1), 40, np.float32))
    assert math.isnan(table["mode"][0])
    assert math.isnan(table["half_width"][0])
    assert (table["underflow"][0], table["overflow"][0]) == (0, 5)
    assert not table["dominant"][0]


def test_no_vectors_are_an_error():
    with pytest.raises(StudyError, match="no latent vectors"):
        components.table(ComponentStatistics(2, STUDY), 1, 1)


@pytest.mark.parametrize(("mean", "sigma"), [(0, 1), (0.3, 2), (-4, 1.5)])
def test_the_half_width_of_a_gaussian_is_its_hwhm(mean, sigma):
    bins = Bins(-12, 12, 4801)
    counts = np.rint(1e9 * np.exp(-((bins.centres - mean) ** 2) / (2 * sigma**2))).astype(int)
    mode, left, right = half_widths(counts[None], bins)
    assert math.isclose(mode[0], mean, abs_tol=1e-9)
    assert math.isclose(left[0], math.sqrt(2 * math.log(2)) * sigma, rel_tol=1e-4)
    assert math.isclose(right[0], 1.1774 * sigma, rel_tol=1e-4)


# Heights over the centres 0, 1, ... 10; mode, left and right half widths worked out by hand.
HISTOGRAMS = {
    "triangle": ([0, 0, 1, 2, 3, 4, 3, 2, 1, 0, 0], 5, 2, 2),
    "one bin": ([0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0], 5, 0.5, 0.5),
    "steep left, slow right": ([0, 0, 0, 0, 0, 8, 7, 6, 5, 3, 0], 5, 0.5, 3.5),
    "between two bins": ([0, 0, 0, 0, 1, 10, 7, 1, 0, 0, 0], 5, 5 / 9, 1 + 2 / 6),
    "crossing at a centre": ([0, 0, 0, 0, 4, 8, 4, 0, 0, 0, 0], 5, 1, 1),
    "flat half maximum": ([0, 0, 0, 4, 4, 8, 4, 4, 0, 0, 0], 5, 1, 1),
    "tie: the first bin counts": ([0, 0, 6, 0, 0, 0, 6, 0, 0, 0, 0], 2, 0.5, 0.5),
    "neighbours tie": ([0, 0, 0, 0, 6, 6, 0, 0, 0, 0, 0], 4, 0.5, 1.5),
    "second hill behind a valley": ([0, 0, 0, 9, 4, 8, 8, 0, 0, 0, 0], 3, 0.5, 0.9),
    "at the left end": ([8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0, 0.5, 1),
    "at the right end": ([0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 8], 10, 1 + 2 / 6, 0.5),
    "uniform": ([5] * 11, 0, 0.5, 10.5),
    "one count": ([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1, 0.5, 0.5),
    "empty": ([0] * 11, math.nan, math.nan, math.nan),
}


@pytest.mark.parametrize(
    ("heights", "mode", "left", "right"), HISTOGRAMS.values(), ids=HISTOGRAMS.keys()
)
def test_half_widths_by_hand(heights, mode, left, right):
    found = [values[0] for values in half_widths(np.array([heights]), UNIT)]
    assert found == pytest.approx([mode, left, right], nan_ok=True)


def test_half_widths_of_many_are_those_of_each_and_scale_with_the_bins():
    heights = np.array([row[0] for row in HISTOGRAMS.values()])
    together = np.stack(half_widths(heights, UNIT))
    for k, row in enumerate(heights):
        assert np.allclose(together[:, k], np.ravel(half_widths(row[None], UNIT)), equal_nan=True)
    scaled = np.stack(half_widths(heights, Bins(0, 2.5, 11)))
    assert np.allclose(scaled, together / 4, equal_nan=True)


@given(st.lists(st.integers(0, 9), min_size=11, max_size=11))
def test_mirrored_histograms_have_mirrored_sides(heights):
    if heights.count(max(heights)) > 1:
        return  # of several fullest bins the first counts, which mirroring changes
    mode, left, right = (v[0] for v in half_widths(np.array([heights]), UNIT))
    mirrored = [v[0] for v in half_widths(np.array([heights[::-1]]), UNIT)]
    assert mirrored == pytest.approx([10 - mode, right, left])


@given(st.integers(0, 500), st.integers(1, 8))
def test_the_rank_is_the_order_by_share(seed, z_dim):
    random = np.random.default_rng(seed)
    vectors = random.normal(random.normal(size=z_dim), random.uniform(0.2, 2.5, z_dim), (60, z_dim))
    table = described(vectors)
    order = table.sort_values("rank")["component"].tolist()
    assert order == np.argsort(-table["share"].to_numpy(), kind="stable").tolist()
    assert order == cloud_of(vectors).by_share.tolist()


@pytest.mark.parametrize(("mode", "half_width"), [(0.5, 100), (100, 1), (2, 2), (100, 100)])
def test_either_threshold_makes_a_component_dominant(cloud, mode, half_width):
    table = components.table(collect(cloud), mode, half_width)
    reached = (table["mode"].abs() >= mode) | (table["half_width"] >= half_width)
    assert (table["dominant"] == reached).all()
