"""Histograms, moments and lengths against closed forms, NumPy, SciPy and brute force."""

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from zpoints import distributions
from zpoints.errors import StudyError
from zpoints.statistics import Bins, ComponentStatistics, half_widths

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
        assert np.allclose(statistics.mean, whole.mean, rtol=1e-12, atol=1e-13)
        m2, m3, m4 = whole.powers
        assert np.allclose(statistics.powers[0], m2, rtol=1e-12)
        # Third powers cancel: their scale is that of the second.
        assert np.allclose(statistics.powers[1], m3, rtol=0, atol=1e-12 * (m2**1.5).max())
        assert np.allclose(statistics.powers[2], m4, rtol=1e-12)


def test_merging_leaves_the_other_as_it_is_and_an_empty_one_changes_nothing(cloud):
    one, other = collect(cloud[:100]), collect(cloud[100:300])
    before = other.counts.copy(), other.mean.copy(), other.powers.copy()
    one.merge(other)
    one.update(cloud[300:])
    for array, copy in zip((other.counts, other.mean, other.powers), before, strict=True):
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


def test_lengths_of_uniform_vectors_as_published():
    mean, std = distributions.uniform_radius(1, 256)
    assert mean == pytest.approx(9.23399, abs=1e-5)
    assert std == pytest.approx(0.25841, abs=5e-6)


@pytest.mark.parametrize(("b", "z_dim"), [(1, 256), (1.5, 64), (12, 256), (0.1, 16)])
def test_lengths_of_uniform_vectors_against_monte_carlo(b, z_dim):
    n = 60_000
    lengths = np.linalg.norm(np.random.default_rng(8).uniform(-b, b, (n, z_dim)), axis=1)
    mean, std = distributions.uniform_radius(b, z_dim)
    assert abs(mean - lengths.mean()) < 4 * std / math.sqrt(n) + 1e-4 * mean
    assert abs(std - lengths.std()) < 4 * std / math.sqrt(2 * n) + 2e-3 * std


def exact_radius(z_dim):
    """Mean and standard deviation for b = 1, from E[R] by its Laplace transform."""

    def integrand(t):
        root = math.sqrt(t)
        factor = math.sqrt(math.pi) / 2 * math.erf(root) / root
        return (1 - factor**z_dim) * t**-1.5

    mean = sum(
        integrate.quad(integrand, low, high, limit=200)[0]
        for low, high in ((0, 1), (1, 100), (100, math.inf))
    ) / (2 * math.sqrt(math.pi))
    return mean, math.sqrt(z_dim / 3 - mean**2)


@pytest.mark.parametrize(
    ("z_dim", "tolerance"), [(1, 1e-6), (2, 1e-6), (3, 1e-2), (8, 3e-3), (32, 2e-4), (256, 2e-5)]
)
def test_lengths_of_uniform_vectors_against_quadrature(z_dim, tolerance):
    assert distributions.uniform_radius(1, z_dim) == pytest.approx(
        exact_radius(z_dim), rel=tolerance
    )


@given(st.floats(1e-3, 1e3), st.integers(1, 500))
def test_the_matched_b_gives_back_the_length(b, z_dim):
    mean, std = distributions.uniform_radius(b, z_dim)
    unit_mean, unit_std = distributions.uniform_radius(1, z_dim)
    assert (mean, std) == pytest.approx((b * unit_mean, b * unit_std))
    # The definition leaves out the correction of order 1/N.
    rest = 0.14 if z_dim == 1 else 0.2 / z_dim
    assert distributions.matched_b(mean, z_dim) == pytest.approx(b, rel=rest)
    assert distributions.matched_b(math.sqrt(z_dim / 3), z_dim) == pytest.approx(1)


def test_radii_are_norms_whatever_the_blocks(cloud):
    found = distributions.radii(np.split(cloud, [1, 1000]))
    assert found.dtype == np.float64
    assert np.allclose(found, np.linalg.norm(cloud.astype(float), axis=1), rtol=1e-12)


def test_uniform_blocks_fill_the_cube_in_blocks():
    blocks = list(distributions.uniform_blocks(3, 5, 2500, np.random.default_rng(1), block=1000))
    assert [len(block) for block in blocks] == [1000, 1000, 500]
    vectors = np.concatenate(blocks)
    assert vectors.dtype == np.float32
    assert np.abs(vectors).max() <= 3
    assert stats.kstest(vectors.ravel(), stats.uniform(-3, 6).cdf).pvalue > 0.001
    again = distributions.uniform_blocks(3, 5, 2500, np.random.default_rng(1), block=1000)
    assert (np.concatenate(list(again)) == vectors).all()
    # The size of the blocks is a matter of memory, not of the result.
    other = distributions.uniform_blocks(3, 5, 2500, np.random.default_rng(1), block=77)
    assert (np.concatenate(list(other)) == vectors).all()


def test_rows_of_the_table_of_lengths():
    lengths = np.array([1.0, 2, 3, 6])
    row = distributions.radius_row("latents", math.nan, lengths, 12)
    assert (row["source"], row["mean"], row["vectors"]) == ("latents", 3, 4)
    assert row["std"] == pytest.approx(math.sqrt(3.5))
    assert row["b_matched"] == pytest.approx(1.5)
    assert math.isnan(row["exact_mean"])
    assert math.isnan(row["exact_std"])
    row = distributions.radius_row("uniform", 2, lengths, 12)
    assert (row["exact_mean"], row["exact_std"]) == distributions.uniform_radius(2, 12)


def test_length_histograms_are_shares_on_common_logarithmic_edges():
    generator = np.random.default_rng(2)
    sets = [generator.gamma(9, 1, 500), generator.normal(3, 0.1, 900), np.array([25.0])]
    found, shares = distributions.length_histograms(sets, 40)
    assert shares.shape == (3, 40)
    assert np.allclose(np.diff(np.log(found)), np.log(found[-1] / found[0]) / 40)
    every = np.concatenate(sets)
    assert 0.9 * every.min() < found[0] < every.min()
    assert every.max() < found[-1] < 1.1 * every.max()
    for values, share in zip(sets, shares, strict=True):
        counts = [((values >= a) & (values < b)).sum() for a, b in itertools.pairwise(found)]
        assert np.allclose(share * len(values), counts)
    assert np.allclose(shares.sum(axis=1), 1)


def test_lengths_of_zero_are_left_out_of_the_histogram():
    found, shares = distributions.length_histograms([np.array([0, 0, 0, 2.0]), np.ones(5)], 10)
    assert shares.sum(axis=1).tolist() == [0.25, 1]
    assert 0.9 < found[0] < 1


def test_lengths_that_are_all_zero_have_an_empty_histogram():
    found, shares = distributions.length_histograms([np.zeros(5)], 10)
    assert np.isfinite(found).all()
    assert not shares.any()


def test_equal_lengths_share_one_bin():
    _, shares = distributions.length_histograms([np.full(5, 2.5)], 7)
    assert sorted(shares[0]) == [0] * 6 + [1]
