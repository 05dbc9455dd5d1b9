"""Distributions of lengths against closed forms, NumPy and SciPy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zpoints.cloud.lengths import LengthStatistics, measure_lengths
from zpoints.cloud.lengths import lengths as lengths_of
from zpoints.errors import StudyError


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
    measured, exact = measure(lengths, cuts=[1, 700, 700, 15_000]), lengths.astype(float)
    assert measured.vectors == len(exact)
    assert math.isclose(measured.mean, exact.mean(), rel_tol=1e-13)
    assert math.isclose(measured.std, exact.std(), rel_tol=1e-12)
    assert (measured.min, measured.max) == (exact.min(), exact.max())
    assert math.isclose(measured.mean_error, stats.sem(exact, ddof=0), rel_tol=1e-12)
    levels = np.array([[0, 0.001, 0.1], [0.5, 0.99, 1]])
    # A quantile lies between the values of the ranks next to it.
    low, high = (
        np.quantile(exact, np.clip(levels + step / len(exact), 0, 1), method=method)
        for step, method in ((-1, "lower"), (1, "higher"))
    )
    quantiles = measured.quantile(levels)
    assert ((quantiles >= low * (1 - 1e-4)) & (quantiles <= high * (1 + 1e-4))).all()
    assert math.isclose(measured.quantile(0.5), np.median(exact), rel_tol=1e-4)
    assert (measured.quantile(0), measured.quantile(1)) == (exact.min(), exact.max())
    values = np.array([5, 8.5, 9, 10, 12.0])
    below = (exact[:, None] < values).mean(axis=0)
    assert np.allclose(measured.share_below(values), below, rtol=0, atol=3e-4)
    assert measured.share_below(9.0) == measured.share_below(values)[2]


def test_a_share_and_its_quantile_belong_together(lengths):
    measured, levels = measure(lengths), np.linspace(0.01, 0.99, 99)
    assert np.allclose(measured.share_below(measured.quantile(levels)), levels, rtol=0, atol=1e-12)


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
    measured = measure(np.abs(draw(np.random.default_rng(1), n)))
    assert measured.std_error * math.sqrt(n) / measured.std == pytest.approx(
        ratio, rel=0.1, abs=0.01
    )


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
    measured = measure(values)
    cut = float(np.quantile(values, level))
    low, high = (values < cut * (1 - 2e-4)).mean(), (values < cut * (1 + 2e-4)).mean()
    assert low - 1e-12 <= measured.share_below(cut) <= high + 1e-12


@pytest.mark.parametrize("value", [0, 1e-300, 1e-9, 0.1, math.sqrt(2), 1e9, 1e30])
def test_a_constant_quantity(value):
    measured = measure(np.full(1000, value), cuts=[1, 333])
    assert (measured.mean, measured.std, measured.mean_error, measured.std_error) == (
        value,
        0,
        0,
        0,
    )
    assert (measured.quantile([0, 0.5, 1]) == value).all()
    around = np.array([np.nextafter(value, -1), value, np.nextafter(value, np.inf)])
    assert measured.share_below(around).tolist() == [0, 0, 1]


def test_one_length():
    measured = measure([2.5])
    assert (measured.vectors, measured.mean, measured.std, measured.std_error) == (1, 2.5, 0, 0)
    assert measured.quantile(0.7) == measured.min == measured.max == 2.5
    assert measured.kolmogorov_smirnov(stats.uniform(0, 10).cdf)[0] == pytest.approx(0.75)


def test_lengths_of_zero_are_counted_apart():
    measured = measure([0, 0, 0, 2.0])
    assert measured.share_below(0) == 0
    assert measured.share_below(1e-12) == measured.share_below(1.9) == 0.75
    assert measured.quantile([0, 0.5, 0.7]).tolist() == [0, 0, 0]
    assert measured.quantile(0.9) == pytest.approx(2, rel=1e-4)
    assert measured.counts(10)[1].tolist() == [1]
    edges, counts = measure([0.0, 0]).counts(10)
    assert (len(edges), len(counts)) == (1, 0)


def test_lengths_out_of_range_keep_their_place():
    """Below and above the bins quantiles are interpolated up to the extremes."""
    measured = measure([1e-12, 1e-12, 1, 1e38, 3e38])
    assert measured.share_below(1e-9) == pytest.approx(0.4)
    assert measured.share_below(2) == pytest.approx(0.6)
    assert measured.share_below(4e38) == 1
    assert measured.quantile(1) == 3e38
    assert math.isfinite(measured.std_error)
    assert measured.counts(1000)[1].sum() == 1


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


@pytest.mark.parametrize("source", ["many", "with zero and far out", "zero", "none"])
def test_lengths_are_saved_and_loaded_exactly(tmp_path, lengths, source):
    values = {"many": lengths, "with zero and far out": [0, 1e-20, 7, 1e20], "zero": [0.0]}
    statistics = measure(values.get(source, []))
    statistics.save(tmp_path / "lengths.npz")
    again = LengthStatistics.load(tmp_path / "lengths.npz")
    assert again.vectors == statistics.vectors
    for name, array in statistics.arrays().items():
        assert (again.arrays()[name] == array).all()
    for one in (statistics, again):
        one.update(lengths[:50])
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


def test_lengths_are_norms():
    vectors = np.random.default_rng(5).normal(1, 3, (3000, 6)).astype(np.float32)
    norms = lengths_of(vectors)
    assert norms.dtype == np.float64
    assert np.allclose(norms, np.linalg.norm(vectors.astype(float), axis=1), rtol=1e-12)
    # The squares of large float32 values would overflow in float32.
    assert lengths_of(np.full((1, 4), 1e30, np.float32))[0] == pytest.approx(2e30)


def test_measured_lengths_do_not_depend_on_the_blocks():
    vectors = np.random.default_rng(5).normal(1, 3, (3000, 6)).astype(np.float32)
    measured = measure_lengths(np.split(vectors, [1, 1000]))
    expected = np.linalg.norm(vectors.astype(float), axis=1)
    assert measured.vectors == len(vectors)
    assert measured.mean == pytest.approx(expected.mean(), rel=1e-12)
    assert measured.std == pytest.approx(expected.std(), rel=1e-12)
    levels = [0, 0.005, 0.3, 0.995, 1]
    assert (measured.quantile(levels) == measure_lengths([vectors]).quantile(levels)).all()
