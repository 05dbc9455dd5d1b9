"""Streaming statistics against closed forms, NumPy, SciPy and brute force."""

import io
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zpoints.errors import StudyError
from zpoints.statistics import (
    Bins,
    ComponentStatistics,
    Covariance,
    LengthStatistics,
    MardiaMoments,
    half_widths,
)

STUDY = Bins(-12, 12, 97)
UNIT = Bins(0, 10, 11)
DOMINANT = {"mode": 1, "half_width": 1}


def collect(vectors, bins=STUDY, cuts=()):
    statistics = ComponentStatistics(vectors.shape[1], bins)
    for block in np.split(vectors, sorted(cuts)):
        statistics.update(block)
    return statistics


def edges(bins):
    return np.linspace(bins.low - bins.width / 2, bins.high + bins.width / 2, bins.count + 1)


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
        *[(-12, 1), (12, 97), (0, 49), (-12.125, 1), (-12.126, 0), (12.124, 97), (12.125, 98)],
        *[(1e6, 98), (-1e6, 0), (0.125, 50), (-0.125, 49), (0.1249, 49)],
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


def test_the_table_agrees_with_numpy_and_scipy(cloud):
    table = collect(cloud, cuts=[1, 900, 901, 2500]).table(DOMINANT)
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
    blocks = np.split(vectors, sorted(cuts))
    parts = [collect(block) for block in blocks]
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
        m2, m3, m4 = whole.moments.powers
        assert np.allclose(statistics.moments.powers[0], m2, rtol=1e-12)
        # Third powers cancel: their scale is that of the second.
        assert np.allclose(statistics.moments.powers[1], m3, rtol=0, atol=1e-12 * (m2**1.5).max())
        assert np.allclose(statistics.moments.powers[2], m4, rtol=1e-12)


def test_merging_leaves_the_other_as_it_is_and_an_empty_one_changes_nothing(cloud):
    one, other = collect(cloud[:100]), collect(cloud[100:300])
    before = other.counts.copy(), other.moments.mean.copy(), other.moments.powers.copy()
    one.merge(other)
    one.update(cloud[300:])
    for array, copy in zip(
        (other.counts, other.moments.mean, other.moments.powers), before, strict=True
    ):
        assert (array == copy).all()
    table = one.table(DOMINANT)
    one.merge(ComponentStatistics(6, STUDY))
    one.update(cloud[:0])
    assert table.equals(one.table(DOMINANT))


def test_a_large_offset_costs_no_digits():
    """Raw power sums would lose every digit of these; moments about the mean keep them."""
    values = (1e6 + np.random.default_rng(0).normal(0, 1, (4000, 1))).astype(float)
    table = collect(values, cuts=[10, 2000]).table(DOMINANT)
    assert math.isclose(table["std"][0], values.std(), rel_tol=1e-9)
    assert math.isclose(table["skewness"][0], stats.skew(values[:, 0]), rel_tol=1e-4)


@pytest.mark.parametrize("value", [0, 0.1, -3.7, 1e-20, 500])
def test_a_constant_component_has_no_shape(value):
    vectors = np.column_stack([np.full(1000, value), np.arange(1000) % 7]).astype(np.float32)
    table = collect(vectors, cuts=[3, 333]).table(DOMINANT)
    assert table["std"][0] == 0
    assert math.isnan(table["skewness"][0])
    assert math.isnan(table["excess_kurtosis"][0])
    assert table["mean"][0] == np.float32(value)
    assert math.isfinite(table["skewness"][1])
    assert math.isclose(table["share"].sum(), 1)


def test_all_zero_vectors_have_no_shares():
    table = collect(np.zeros((5, 2), np.float32)).table(DOMINANT)
    assert table["share"].tolist() == [0, 0]
    assert table["rank"].tolist() == [1, 2]


def test_a_component_out_of_range_has_no_mode_and_is_not_dominant():
    table = collect(np.full((5, 1), 40, np.float32)).table(DOMINANT)
    assert math.isnan(table["mode"][0])
    assert math.isnan(table["half_width"][0])
    assert (table["underflow"][0], table["overflow"][0]) == (0, 5)
    assert not table["dominant"][0]


@pytest.mark.parametrize(
    "bad", [[np.nan], [np.inf], [-np.inf], [np.inf, -np.inf], [np.nan, np.inf]]
)
def test_values_that_are_not_finite_are_refused(bad):
    vectors = np.zeros((6, 4), np.float32)
    vectors[1 : 1 + len(bad), 2] = bad
    statistics = ComponentStatistics(4, STUDY)
    statistics.update(np.ones((3, 4), np.float32))
    with pytest.raises(StudyError, match=r"component 2 .*learning_rate"):
        statistics.update(vectors)
    assert statistics.vectors == 3


def test_the_largest_float32_is_overflow():
    vectors = np.array([[3e38], [-3e38]], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        counts = collect(vectors).counts
    assert counts[0, 0] == counts[0, -1] == 1


def test_no_vectors_are_an_error():
    with pytest.raises(StudyError, match="no latent vectors"):
        ComponentStatistics(2, STUDY).table(DOMINANT)


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


@given(st.integers(1, 60), st.integers(0, 1000))
def test_streaming_covariance_does_not_depend_on_blocks(size, seed):
    vectors = np.random.default_rng(seed).normal(3, 2, size=(60, 4))
    whole, parts = Covariance(4), Covariance(4)
    whole.update(vectors)
    for start in reversed(range(0, 60, size)):
        parts.update(vectors[start : start + size])
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(whole.covariance, np.cov(vectors.T, bias=True), atol=1e-12)
    np.testing.assert_allclose(whole.mean, vectors.mean(axis=0), rtol=1e-12)


def test_covariance_of_nothing():
    empty = Covariance(2)
    empty.update(np.empty((0, 2)))
    with pytest.raises(StudyError, match="no latent vectors"):
        _ = empty.covariance


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", [0, 1e4])
def test_correlations_of_long_blocks_are_those_of_numpy(dtype, offset):
    """More vectors than are worked on at once, far from the origin."""
    r = np.random.default_rng(4)
    vectors = (r.normal(size=(3000, 200)) @ r.normal(size=(200, 200)) + offset).astype(dtype)
    covariance = Covariance(200)
    covariance.update(vectors)
    expected = np.corrcoef(vectors.astype(float), rowvar=False)
    assert np.allclose(covariance.correlation, expected, rtol=0, atol=1e-9)


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


def test_moments_survive_a_first_tile_far_from_the_rest():
    values = np.random.default_rng(7).normal(size=(400, 1000)).astype(np.float32)
    values[:80] += 1000
    powers = collect(values).moments.powers
    deviation = values - values.mean(axis=0, dtype=float)
    for order, found in zip((2, 3, 4), powers, strict=True):
        assert np.allclose(found, (deviation**order).sum(axis=0), rtol=1e-10)


def test_values_that_are_not_finite_leave_no_trace_of_their_block():
    vectors = np.zeros((4000, 256), np.float32)
    vectors[-1, 9] = np.nan
    statistics = ComponentStatistics(256, STUDY)
    with pytest.raises(StudyError, match="component 9 "):
        statistics.update(vectors)
    assert statistics.vectors == 0
    assert not statistics.counts.any()
    assert np.isinf(statistics.min).all()


def measure(values, cuts=()):
    statistics = LengthStatistics()
    for block in np.split(np.asarray(values), sorted(cuts)):
        statistics.update(block)
    return statistics


def same_lengths(one, other):
    return all(
        np.allclose(a, b, rtol=1e-11, atol=1e-13 * abs(one.max) ** 4)
        for a, b in zip(one.arrays().values(), other.arrays().values(), strict=True)
    )


@pytest.fixture(scope="module")
def lengths():
    """Lengths as vectors have them: 20,000 values about 9."""
    return np.sqrt(np.random.default_rng(9).gamma(40, 2, 20_000))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_lengths_agree_with_numpy(lengths, dtype):
    lengths = lengths.astype(dtype)
    found, exact = measure(lengths, cuts=[1, 700, 700, 15_000]), lengths.astype(float)
    assert found.vectors == len(exact)
    assert math.isclose(found.mean, exact.mean(), rel_tol=1e-13)
    assert math.isclose(found.std, exact.std(), rel_tol=1e-12)
    assert (found.min, found.max) == (exact.min(), exact.max())
    assert math.isclose(found.mean_error, stats.sem(exact, ddof=0), rel_tol=1e-12)
    levels = np.array([[0, 0.001, 0.1], [0.5, 0.99, 1]])
    # A quantile lies between the values of the ranks next to it.
    low, high = (
        np.quantile(exact, np.clip(levels + step / len(exact), 0, 1), method=method)
        for step, method in ((-1, "lower"), (1, "higher"))
    )
    quantiles = found.quantile(levels)
    assert ((quantiles >= low * (1 - 1e-4)) & (quantiles <= high * (1 + 1e-4))).all()
    assert math.isclose(found.quantile(0.5), np.median(exact), rel_tol=1e-4)
    assert (found.quantile(0), found.quantile(1)) == (exact.min(), exact.max())
    values = np.array([5, 8.5, 9, 10, 12.0])
    below = (exact[:, None] < values).mean(axis=0)
    assert np.allclose(found.share_below(values), below, rtol=0, atol=3e-4)
    assert found.share_below(9.0) == found.share_below(values)[2]


def test_a_share_and_its_quantile_belong_together(lengths):
    found, levels = measure(lengths), np.linspace(0.01, 0.99, 99)
    assert np.allclose(found.share_below(found.quantile(levels)), levels, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("draw", "ratio"),
    [
        (lambda r, n: 5 + r.normal(0, 1, n), 1 / math.sqrt(2)),
        (lambda r, n: r.exponential(1, n), math.sqrt(2)),
        (lambda r, n: r.integers(1, 3, n).astype(float), 0),
    ],
    ids=["Gaussian", "exponential", "two values"],
)
def test_the_error_of_the_standard_deviation_by_its_closed_form(draw, ratio):
    """Std error = std / sqrt(n) sqrt(kurtosis - 1) / 2: kurtosis 3, 9 and 1."""
    n = 200_000
    found = measure(np.abs(draw(np.random.default_rng(1), n)))
    assert found.std_error * math.sqrt(n) / found.std == pytest.approx(ratio, rel=0.1, abs=0.01)


def test_the_errors_of_mean_and_standard_deviation_are_their_spread(lengths):
    """Over repeated samples both scatter as one sample says."""
    samples = [measure(sample) for sample in np.split(lengths, 200)]
    for moment, error in (("mean", "mean_error"), ("std", "std_error")):
        spread = np.std([getattr(sample, moment) for sample in samples])
        claimed = np.mean([getattr(sample, error) for sample in samples])
        assert claimed == pytest.approx(spread, rel=0.2)


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.floats(0, 1e12) | st.sampled_from([0, 1e-30, 1e-9, 1, 1e9]), min_size=1),
    cuts=st.lists(st.integers(0, 30), max_size=5),
    seed=st.integers(0, 99),
)
def test_lengths_do_not_depend_on_blocks_nor_on_their_order(values, cuts, seed):
    values = np.array(values, float)
    whole = measure(values)
    parts = [measure(part) for part in np.split(values, sorted(min(c, len(values)) for c in cuts))]
    np.random.default_rng(seed).shuffle(parts)
    merged = LengthStatistics()
    for part in parts:
        merged.merge(part)
    assert same_lengths(whole, merged)
    assert whole.vectors == merged.vectors == len(values)
    levels = np.linspace(0, 1, 7)
    assert (whole.quantile(levels) == merged.quantile(levels)).all()
    assert (np.diff(whole.quantile(levels)) >= 0).all()
    assert whole.min <= whole.quantile(0.3) <= whole.max
    shares = whole.share_below(np.array([0, values.min(), np.nextafter(values.max(), np.inf)]))
    assert shares.tolist() == [0, 0, 1]


@given(st.lists(st.floats(1e-8, 1e8), min_size=1, max_size=40), st.floats(0, 1))
def test_shares_count_what_lies_clearly_below(values, level):
    values = np.array(values)
    found = measure(values)
    cut = float(np.quantile(values, level))
    low, high = (values < cut * (1 - 2e-4)).mean(), (values < cut * (1 + 2e-4)).mean()
    assert low - 1e-12 <= found.share_below(cut) <= high + 1e-12


@pytest.mark.parametrize("value", [0, 1e-300, 1e-9, 0.1, math.sqrt(2), 1e9, 1e30])
def test_a_constant_quantity(value):
    found = measure(np.full(1000, value), cuts=[1, 333])
    assert (found.mean, found.std, found.mean_error, found.std_error) == (value, 0, 0, 0)
    assert (found.quantile([0, 0.5, 1]) == value).all()
    around = np.array([np.nextafter(value, -1), value, np.nextafter(value, np.inf)])
    assert found.share_below(around).tolist() == [0, 0, 1]


def test_one_length():
    found = measure([2.5])
    assert (found.vectors, found.mean, found.std, found.std_error) == (1, 2.5, 0, 0)
    assert found.quantile(0.7) == found.min == found.max == 2.5
    assert found.kolmogorov_smirnov(stats.uniform(0, 10).cdf)[0] == pytest.approx(0.75)


def test_lengths_of_zero_are_counted_apart():
    found = measure([0, 0, 0, 2.0])
    assert found.share_below(0) == 0
    assert found.share_below(1e-12) == found.share_below(1.9) == 0.75
    assert found.quantile([0, 0.5, 0.7]).tolist() == [0, 0, 0]
    assert found.quantile(0.9) == pytest.approx(2, rel=1e-4)
    assert found.counts(10)[1].tolist() == [1]
    edges, counts = measure([0.0, 0]).counts(10)
    assert (len(edges), len(counts)) == (1, 0)


def test_lengths_out_of_range_keep_their_place():
    """Below and above the bins quantiles are interpolated up to the extremes."""
    found = measure([1e-12, 1e-12, 1, 1e38, 3e38])
    assert found.share_below(1e-9) == pytest.approx(0.4)
    assert found.share_below(2) == pytest.approx(0.6)
    assert found.share_below(4e38) == 1
    assert found.quantile(1) == 3e38
    assert math.isfinite(found.std_error)
    assert found.counts(1000)[1].sum() == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 5000), st.integers(0, 99))
def test_coarse_counts_are_histograms_on_common_edges(every, seed):
    values = np.exp(np.random.default_rng(seed).normal(0, 2, 200))
    edges, counts = measure(values).counts(every)
    assert counts.dtype == np.int64
    assert (counts[0] > 0, counts[-1] > 0) == (True, True)
    assert np.allclose(np.diff(np.log(edges)), every * 1e-4)
    # A value next to an edge may be rounded across it.
    near = (np.abs(values[:, None] / edges - 1) < 1e-9).sum()
    assert np.abs(counts - np.histogram(values, edges)[0]).sum() <= 2 * near
    assert counts.sum() == 200
    other, _ = measure(values * 3).counts(every)
    steps = np.log(other[0] / edges[0]) / (every * 1e-4)
    assert steps == pytest.approx(round(steps), abs=1e-6)


@pytest.mark.parametrize("freedom", [3, 64, 256])
def test_kolmogorov_smirnov_agrees_with_scipy(freedom):
    values = np.random.default_rng(freedom).chisquare(freedom, 5000)
    for degrees in (freedom, freedom + 2):
        cdf = stats.chi2(degrees).cdf
        expected = stats.kstest(values, cdf)
        statistic, p_value = measure(values, cuts=[10]).kolmogorov_smirnov(cdf)
        assert statistic == pytest.approx(expected.statistic, abs=2e-3)
        assert p_value == pytest.approx(expected.pvalue, abs=0.05)
        assert (p_value > 0.01) == (degrees == freedom)


def test_lengths_are_saved_and_read_exactly(lengths):
    for values in (lengths, [0, 1e-20, 7, 1e20], [0.0], []):
        statistics = measure(values)
        with io.BytesIO() as file:
            np.savez(file, **statistics.arrays())
            file.seek(0)
            with np.load(file, allow_pickle=False) as saved:
                again = LengthStatistics.from_arrays(saved)
        assert again.vectors == statistics.vectors
        for name, array in statistics.arrays().items():
            assert (again.arrays()[name] == array).all()
        statistics.update(lengths[:50])
        again.update(lengths[:50])
        assert again.mean == statistics.mean
        assert (again.quantile([0.1, 0.5]) == statistics.quantile([0.1, 0.5])).all()


def test_merging_lengths_leaves_the_other_as_it_is(lengths):
    one, other = measure(lengths[:100]), measure(lengths[100:300])
    before = {name: array.copy() for name, array in other.arrays().items()}
    one.merge(other)
    one.update(lengths[300:400])
    assert all((other.arrays()[name] == array).all() for name, array in before.items())
    one.merge(LengthStatistics())
    assert same_lengths(one, measure(lengths[:400]))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_lengths_that_are_not_finite_are_refused(bad):
    statistics = measure([1.0, 2])
    with pytest.raises(StudyError, match=r"not finite; .*learning_rate") as caught:
        statistics.update(np.array([1, bad, 3]))
    assert "\n" not in str(caught.value)
    assert statistics.vectors == 2
    assert statistics.max == 2
    with pytest.raises(ValueError, match="negative"):
        statistics.update(np.array([-1.0]))


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: s.mean,
        lambda s: s.std,
        lambda s: s.mean_error,
        lambda s: s.std_error,
        lambda s: s.quantile(0.5),
        lambda s: s.share_below(1),
        lambda s: s.kolmogorov_smirnov(stats.norm.cdf),
    ],
)
def test_no_lengths_are_an_error(ask):
    with pytest.raises(StudyError, match="no latent vectors to measure; encode some images first"):
        ask(LengthStatistics())


def mardia_of(blocks, dimensions):
    moments = MardiaMoments(dimensions)
    for block in blocks:
        moments.update(block)
    return moments.result()


def mardia_of_all_pairs(vectors):
    """Mardia's own definition: mean of (z·z')³ over all pairs and of |z|⁴."""
    n, p = vectors.shape
    centred = vectors - vectors.mean(axis=0)
    z = centred @ np.linalg.inv(np.linalg.cholesky(np.cov(centred.T, bias=True).reshape(p, p))).T
    skewness = ((z @ z.T) ** 3).mean()
    excess = ((z**2).sum(axis=1) ** 2).mean() - p * (p + 2)
    return {
        "vectors": n,
        "dimensions": p,
        "skewness": skewness,
        "skewness_p": stats.chi2.sf(n * skewness / 6, p * (p + 1) * (p + 2) / 6),
        "kurtosis": excess,
        "kurtosis_p": 2 * stats.norm.sf(abs(excess) / math.sqrt(8 * p * (p + 2) / n)),
    }


@settings(max_examples=40, deadline=None)
@given(
    dimensions=st.integers(1, 5),
    seed=st.integers(0, 999),
    offset=st.sampled_from([0, 3, -1e3]),
    cuts=st.lists(st.integers(0, 60), max_size=5),
)
def test_mardia_is_that_of_all_pairs_whatever_the_blocks(dimensions, seed, offset, cuts):
    r = np.random.default_rng(seed)
    scales = 10.0 ** r.integers(-4, 5, dimensions)
    shape = np.linalg.qr(r.normal(size=(dimensions, dimensions)))[0]
    shape *= r.uniform(1, 9, (dimensions, 1))
    vectors = (r.gamma(2, 1, (60, dimensions)) @ shape + offset) * scales
    expected = mardia_of_all_pairs((vectors - vectors[0]) / scales)
    blocks = np.split(vectors, sorted(cuts))
    r.shuffle(blocks)
    merged = MardiaMoments(dimensions)
    for block in blocks:
        part = MardiaMoments(dimensions)
        part.update(block)
        merged.merge(part)
    for found in (merged.result(), mardia_of(blocks, dimensions)):
        assert list(found) == list(expected)
        assert found == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("dimensions", [2, 10, 30])
def test_mardia_of_many_vectors(dimensions):
    r = np.random.default_rng(3)
    gaussian = (r.normal(size=(1500, dimensions)) @ r.normal(size=(dimensions, dimensions))) + 5
    for vectors, normal in ((gaussian.astype(np.float32), True), (np.exp(gaussian / 20), False)):
        found = mardia_of(np.split(vectors, [1, 20, 1200]), dimensions)
        assert found == pytest.approx(mardia_of_all_pairs(vectors.astype(float)), rel=1e-6)
        assert normal == (min(found["skewness_p"], found["kurtosis_p"]) > 1e-3)


@pytest.mark.parametrize(
    "vectors",
    [
        np.zeros((0, 3)),
        np.random.default_rng(0).normal(size=(4, 3)),
        np.full((50, 3), 0.1),
        np.arange(150.0).reshape(50, 3),
        np.column_stack([np.random.default_rng(0).normal(size=(50, 2)), np.full(50, 0.1)]),
        np.zeros((50, 0)),
    ],
    ids=["none", "too few", "constant", "a line", "one constant", "no dimensions"],
)
def test_mardia_is_not_defined_for_too_few_vectors_or_a_subspace(vectors):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = mardia_of(np.array_split(vectors, 3), vectors.shape[1])
    assert (found["vectors"], found["dimensions"]) == vectors.shape
    numbers = [found[key] for key in ("skewness", "skewness_p", "kurtosis", "kurtosis_p")]
    assert np.isnan(numbers).all()


def test_merging_mardia_moments_leaves_the_other_as_it_is():
    vectors = np.random.default_rng(2).normal(size=(60, 3))
    one, other = MardiaMoments(3), MardiaMoments(3)
    one.update(vectors[:20])
    other.update(vectors[20:])
    before = other.result()
    one.merge(other)
    one.update(vectors)
    one.merge(MardiaMoments(3))
    assert other.result() == before
    assert one.vectors == 120
