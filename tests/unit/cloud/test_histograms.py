"""Counts, moments and extremes of components against NumPy and the definition."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.cloud.moments import Moments
from zpoints.errors import StudyError

STUDY = Bins(-12, 12, 97)


def collect(vectors, bins=STUDY, cuts=()):
    statistics = ComponentStatistics(vectors.shape[1], bins)
    for block in np.split(vectors, sorted(cuts)):
        statistics.update(block)
    return statistics


def edges(bins):
    return np.linspace(bins.low - bins.width / 2, bins.high + bins.width / 2, bins.count + 1)


def same(one, other):
    """Whether two statistics are alike to the last bit."""
    states = zip(one.state().values(), other.state().values(), strict=True)
    return one.bins == other.bins and all((a == b).all() for a, b in states)


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


def test_bins_of_the_study():
    assert STUDY.width == 0.25
    assert (STUDY.centres == np.arange(-48, 49) * 0.25).all()
    assert 0.0 in STUDY.centres


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (-12, 1),
        (12, 97),
        (0, 49),
        (-12.125, 1),
        (-12.126, 0),
        (12.124, 97),
        (12.125, 98),
        (1e6, 98),
        (-1e6, 0),
        (0.125, 50),
        (-0.125, 49),
        (0.1249, 49),
    ],
)
def test_bins_are_closed_below_and_open_above(value, number):
    assert STUDY.index(np.array([value], np.float32)).tolist() == [number]


@settings(max_examples=200)
@given(edge=st.integers(-100, 197), steps=st.integers(-2, 2))
def test_values_next_to_an_edge_fall_on_their_own_side(edge, steps):
    """Edges of the study's bins are exact in float32: so is the side of each neighbour."""
    value = np.float32(-12.125 + 0.25 * edge)
    for _ in range(abs(steps)):
        value = np.nextafter(value, np.float32(math.copysign(1e3, steps)))
    expected = np.clip(edge + (0 if steps < 0 else 1), 0, 98)
    assert STUDY.index(np.array([value])).tolist() == [expected]


def test_counts_agree_with_numpy_and_nothing_is_lost(cloud):
    statistics = collect(cloud, cuts=[7, 7, 1500])
    assert statistics.counts.dtype == np.int64
    for component, values in enumerate(cloud.T):
        under, *inner, over = statistics.counts[component]
        assert (inner == np.histogram(values, edges(STUDY))[0]).all()
        assert under == (values < -12.125).sum()
        assert over == (values >= 12.125).sum()
    assert (statistics.counts.sum(axis=1) == len(cloud)).all()
    assert statistics.counts[4, 0] > 0
    assert statistics.counts[4, -1] > 0


def test_values_outside_of_all_bins_are_counted(cloud):
    expected = ((cloud < -12.125) | (cloud >= 12.125)).sum()
    assert collect(cloud, cuts=[10]).outside == expected > 3000


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 300), max_size=6),
    seed=st.integers(0, 1000),
    offset=st.floats(-50, 50),
)
def test_the_blocks_and_their_order_do_not_matter(cuts, seed, offset):
    generator = np.random.default_rng(seed)
    vectors = generator.normal(offset, 1, (300, 3))
    whole = collect(vectors)
    parts = [collect(block) for block in np.split(vectors, sorted(cuts))]
    generator.shuffle(parts)
    merged = ComponentStatistics(3, STUDY)
    for part in parts:
        merged.merge(part)
    for statistics in (merged, collect(vectors, cuts=cuts)):
        assert statistics.vectors == whole.vectors == 300
        assert (statistics.counts == whole.counts).all()
        assert (statistics.min == whole.min).all()
        assert (statistics.max == whole.max).all()
        assert np.allclose(statistics.moments.mean, whole.moments.mean, rtol=1e-12, atol=1e-13)


def test_moments_and_extremes_are_those_of_the_vectors(cloud):
    statistics = collect(cloud)
    assert (statistics.min == cloud.min(axis=0)).all()
    assert (statistics.max == cloud.max(axis=0)).all()
    assert (statistics.moments.powers == Moments.of(cloud).powers).all()


def test_merging_leaves_the_other_as_it_is_and_an_empty_one_changes_nothing(cloud):
    one, other = collect(cloud[:100]), collect(cloud[100:300])
    before = collect(cloud[100:300])
    one.merge(other)
    one.update(cloud[300:])
    assert same(other, before)
    whole = collect(cloud, cuts=[100, 300])
    assert same(one, whole)
    one.merge(ComponentStatistics(6, STUDY))
    one.update(cloud[:0])
    assert same(one, whole)


def test_the_largest_float32_is_overflow():
    vectors = np.array([[3e38], [-3e38]], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        counts = collect(vectors).counts
    assert counts[0, 0] == counts[0, -1] == 1


def test_counts_of_long_blocks_are_exact_to_the_definition():
    """Bin widths that no binary number holds, and values on every edge."""
    bins = Bins(-1.7, 2.3, 41)
    edge = bins.low + (np.arange(-3, 46) - 0.5) * bins.width
    near = np.concatenate([edge, np.nextafter(edge, -9), np.nextafter(edge, 9)])
    vectors = np.random.default_rng(6).choice(near, (3000, 100))
    counts = collect(vectors, bins, cuts=[5, 1700]).counts
    places = np.floor((vectors - bins.low) / bins.width + 0.5)
    for component, column in enumerate(places.T):
        expected = np.bincount((np.clip(column, -1, 41) + 1).astype(int), minlength=43)
        assert (counts[component] == expected).all()


def test_values_that_are_not_finite_are_refused():
    vectors = np.zeros((6, 4), np.float32)
    vectors[1, 2] = np.nan
    statistics = ComponentStatistics(4, STUDY)
    statistics.update(np.ones((3, 4), np.float32))
    with pytest.raises(StudyError, match=r"component 2 .*learning_rate"):
        statistics.update(vectors)
    assert statistics.vectors == 3


def test_values_that_are_not_finite_leave_no_trace_of_their_block():
    vectors = np.zeros((4000, 256), np.float32)
    vectors[-1, 9] = np.nan
    statistics = ComponentStatistics(256, STUDY)
    with pytest.raises(StudyError, match="component 9 "):
        statistics.update(vectors)
    assert statistics.vectors == 0
    assert not statistics.counts.any()
    assert np.isinf(statistics.min).all()


def test_a_state_is_the_statistics(cloud):
    statistics = collect(cloud)
    again = ComponentStatistics.from_state(statistics.state())
    assert same(again, statistics)
    again.update(cloud[:5])
    assert again.vectors == 3005


@pytest.mark.parametrize("bins", [STUDY, Bins(-1.7, 2.3, 41), Bins(0, 10, 2)])
def test_what_is_saved_is_loaded(tmp_path, cloud, bins):
    statistics = collect(cloud, bins)
    histogram, moments = tmp_path / "histogram.npz", tmp_path / "moments.npz"
    statistics.save(histogram, moments)
    assert same(ComponentStatistics.load(histogram, moments), statistics)
    with np.load(histogram, allow_pickle=False) as saved:
        assert saved.files == ["counts", "underflow", "overflow", "centres"]
        assert saved["counts"].shape == (6, bins.count)
        total = saved["counts"].sum(axis=1) + saved["underflow"] + saved["overflow"]
        assert (total == 3000).all()
        assert (saved["centres"] == bins.centres).all()
    with np.load(moments, allow_pickle=False) as saved:
        assert saved.files == ["min", "max", "count", "mean", "powers"]
