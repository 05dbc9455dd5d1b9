"""Lengths of uniform vectors against closed forms, quadrature and Monte Carlo."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from zpoints.cloud.cloud import matched_b
from zpoints.cloud.lengths import LengthStatistics, measure_lengths
from zpoints.distributions import radii
from zpoints.distributions.uniform import uniform_blocks

ANYWHERE = (0, math.inf)


def test_lengths_of_uniform_vectors_as_published():
    mean, std = radii.exact_radius(1, 256)
    assert mean == pytest.approx(9.23399, abs=1e-5)
    assert std == pytest.approx(0.25841, abs=5e-6)


@pytest.mark.parametrize(("b", "z_dim"), [(1, 256), (1.5, 64), (12, 256), (0.1, 16)])
def test_lengths_of_uniform_vectors_against_monte_carlo(b, z_dim):
    n = 60_000
    lengths = np.linalg.norm(np.random.default_rng(8).uniform(-b, b, (n, z_dim)), axis=1)
    mean, std = radii.exact_radius(b, z_dim)
    assert abs(mean - lengths.mean()) < 4 * std / math.sqrt(n) + 1e-4 * mean
    assert abs(std - lengths.std()) < 4 * std / math.sqrt(2 * n) + 2e-3 * std


def radius_by_laplace(z_dim):
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
    assert radii.exact_radius(1, z_dim) == pytest.approx(radius_by_laplace(z_dim), rel=tolerance)


@given(st.floats(1e-3, 1e3), st.integers(1, 500))
def test_the_matched_b_gives_back_the_length(b, z_dim):
    mean, std = radii.exact_radius(b, z_dim)
    unit_mean, unit_std = radii.exact_radius(1, z_dim)
    assert (mean, std) == pytest.approx((b * unit_mean, b * unit_std))
    # The definition leaves out the correction of order 1/N.
    rest = 0.14 if z_dim == 1 else 0.2 / z_dim
    assert matched_b(mean, z_dim) == pytest.approx(b, rel=rest)
    assert matched_b(math.sqrt(z_dim / 3), z_dim) == pytest.approx(1)


def measured(values):
    statistics = LengthStatistics()
    statistics.update(np.asarray(values, float))
    return statistics


# Mean and std for b = 1 and 256 components: exact, asymptotic, published (study.md, section 4).
def test_the_three_formulas_as_published():
    assert radii.exact_radius(1, 256) == pytest.approx((9.23399, 0.25841), abs=5e-6)
    asymptotic = radii.asymptotic_radius(1, 256)
    assert asymptotic == pytest.approx((9.23399, 0.25841), abs=6e-6)
    published = radii.published_radius(1, 256)
    assert published[0] == pytest.approx(9.23310, abs=5e-6)
    assert published[1] == pytest.approx(4.133, abs=5e-4)
    # Its spread is 16 times too large, as it grows with the root of N.
    assert published[1] / asymptotic[1] == pytest.approx(16, abs=0.01)


@pytest.mark.parametrize("z_dim", [8, 16, 64, 256, 1024, 4096])
def test_the_asymptotic_lengths_are_right_to_second_order(z_dim):
    exact = radii.exact_radius(1, z_dim)
    asymptotic = radii.asymptotic_radius(1, z_dim)
    off = [a / e - 1 for a, e in zip(asymptotic, exact, strict=True)]
    assert abs(off[0]) < 0.06 / z_dim**2
    # 0.207 is 29 / 140 rounded.
    assert abs(off[1]) < 0.15 / z_dim**2 + (29 / 140 - 0.207) / z_dim + 1e-9


@pytest.mark.parametrize("z_dim", [8, 64, 256, 1024])
def test_the_published_lengths_are_right_in_the_mean_and_wrong_in_the_spread(z_dim):
    exact = radii.exact_radius(1, z_dim)
    published = radii.published_radius(1, z_dim)
    # 1/8 - 1/10 is what their correction of order 1 / N is off.
    assert (published[0] / exact[0] - 1) * z_dim == pytest.approx(-0.025, abs=0.1 / z_dim)
    assert published[1] / exact[1] == pytest.approx(math.sqrt(z_dim), rel=0.11 / z_dim)


@given(st.floats(1e-3, 1e3), st.integers(1, 500))
def test_formulas_scale_with_b(b, z_dim):
    for formula in (radii.asymptotic_radius, radii.published_radius):
        mean, std = formula(1, z_dim)
        assert formula(b, z_dim) == pytest.approx((b * mean, b * std))


def test_the_row_of_the_data():
    row = radii.radius_row("latents", math.nan, measured([1, 2, 3, 6]), 12, (1, 3))
    columns = ["source", "b", "mean", "std", "exact_mean", "exact_std"]
    assert list(row)[:6] == columns
    assert (row["source"], row["mean"], row["vectors"]) == ("latents", 3, 4)
    assert row["std"] == pytest.approx(math.sqrt(3.5))
    assert row["b_matched"] == pytest.approx(1.5)
    assert row["mean_error"] == pytest.approx(math.sqrt(3.5) / 2)
    empty = [name for name in row if "exact" in name or "asymptotic" in name or "relative" in name]
    assert len(empty) > 6
    assert all(math.isnan(row[name]) for name in empty)


def test_the_row_of_uniform_vectors():
    row = radii.radius_row("uniform", 2, measured([1, 2, 3, 6]), 12, ANYWHERE)
    exact = radii.exact_radius(2, 12)
    assert (row["exact_mean"], row["exact_std"]) == exact
    assert (row["asymptotic_mean"], row["asymptotic_std"]) == radii.asymptotic_radius(2, 12)
    assert (row["published_mean"], row["published_std"]) == radii.published_radius(2, 12)
    for name in ("", "asymptotic_", "published_"):
        for k, moment in enumerate(("mean", "std")):
            off = row[f"{name}{moment}"] / exact[k] - 1
            assert row[f"{name}{moment}_relative_error"] == pytest.approx(off)
    data = radii.radius_row("latents", math.nan, measured([1]), 12, ANYWHERE)
    assert list(row) == list(data)


def test_a_cube_of_no_size_has_no_relative_errors():
    """All latent vectors at the origin: the matched b is 0."""
    row = radii.radius_row("uniform", 0.0, measured(np.zeros(5)), 3, (0, 0))
    assert row["exact_mean"] == row["exact_std"] == row["mean"] == 0
    assert row["inside_central_99"] == 1
    for name in row:
        assert not name.endswith("_relative_error") or math.isnan(row[name])


@pytest.mark.parametrize("count", [400, 20_001])
def test_the_share_inside_the_central_99_percent(count):
    random = np.random.default_rng(3)
    values = random.gamma(9, 1, count)
    data = measured(values)
    low, high = data.quantile([0.005, 0.995])
    row = radii.radius_row("latents", math.nan, data, 12, (low, high))
    assert row["inside_central_99"] == pytest.approx(0.99, abs=2 / count)
    for other in (random.gamma(9, 1.5, 999), np.full(9, low), np.full(9, high), np.full(9, 1e6)):
        row = radii.radius_row("uniform", 1, measured(other), 12, (low, high))
        expected = ((other >= low) & (other <= high)).mean()
        # Quantiles are known to 0.01 % of the value.
        assert row["inside_central_99"] == pytest.approx(expected, abs=0.003)


def test_equal_lengths_all_lie_inside_their_own_quantiles():
    data = measured(np.full(50, 3.7))
    row = radii.radius_row("latents", math.nan, data, 2, tuple(data.quantile([0.005, 0.995])))
    assert row["inside_central_99"] == 1
    assert (row["std"], row["mean_error"], row["std_error"]) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["normal", "gamma", "two values"])
def test_standard_errors_against_repetition(kind):
    random = np.random.default_rng(4)
    draw = {
        "normal": lambda size: random.normal(9, 0.25, size),
        "gamma": lambda size: random.gamma(2, 1, size),
        "two values": lambda size: random.choice([1.0, 4.0], size, p=[0.8, 0.2]),
    }[kind]
    repeated = draw((2000, 500))
    row = radii.radius_row("latents", math.nan, measured(draw(200_000)), 2, ANYWHERE)
    scale = math.sqrt(200_000 / 500)
    assert row["mean_error"] * scale == pytest.approx(repeated.mean(axis=1).std(), rel=0.07)
    assert row["std_error"] * scale == pytest.approx(repeated.std(axis=1).std(), rel=0.1)


def test_uniform_vectors_are_within_their_standard_errors():
    """What the table is for: Monte Carlo beside the exact values, with an error."""
    off = []
    for number in range(40):
        blocks = uniform_blocks(1.5, 24, 3000, np.random.default_rng(number))
        row = radii.radius_row("uniform", 1.5, measure_lengths(blocks), 24, ANYWHERE)
        off.append([(row[m] - row[f"exact_{m}"]) / row[f"{m}_error"] for m in ("mean", "std")])
    assert np.abs(np.mean(off, axis=0)).max() < 4 / math.sqrt(40)
    assert np.allclose(np.std(off, axis=0), 1, atol=4 / math.sqrt(80))


def test_length_histograms_are_shares_on_common_logarithmic_edges():
    generator = np.random.default_rng(2)
    sets = [generator.gamma(9, 1, 500), generator.normal(3, 0.1, 900), np.array([25.0])]
    found, shares = radii.histograms([measured(one) for one in sets], 40)
    assert shares.shape == (3, len(found) - 1)
    assert 38 <= shares.shape[1] <= 42
    assert np.allclose(np.diff(np.log(found)), np.log(found[-1] / found[0]) / (len(found) - 1))
    every = np.concatenate(sets)
    assert 0.9 * every.min() < found[0] <= every.min()
    assert every.max() < found[-1] < 1.1 * every.max()
    for values, share in zip(sets, shares, strict=True):
        counts = [((values >= a) & (values < b)).sum() for a, b in itertools.pairwise(found)]
        assert np.allclose(share * len(values), counts)
    assert np.allclose(shares.sum(axis=1), 1)


def test_lengths_of_zero_are_left_out_of_the_histogram():
    sets = [measured([0, 0, 0, 2.0]), measured(np.ones(5))]
    found, shares = radii.histograms(sets, 10)
    assert shares.sum(axis=1).tolist() == [0.25, 1]
    assert 0.9 < found[0] <= 1


@pytest.mark.parametrize("value", [0, 1e-12, 1e-300])
def test_lengths_that_are_all_too_short_have_an_empty_histogram(value):
    found, shares = radii.histograms([measured(np.full(5, value))], 10)
    assert np.isfinite(found).all()
    assert len(found) == shares.shape[1] + 1
    assert not shares.any()


def test_equal_lengths_share_one_bin():
    found, shares = radii.histograms([measured(np.full(5, 2.5))], 7)
    assert sorted(shares[0]) == [0] * (len(found) - 2) + [1]
    place = shares[0].argmax()
    assert found[place] <= 2.5 < found[place + 1]


def test_the_comparison_has_the_data_first_and_the_matched_cube_last():
    data = measured(np.random.default_rng(5).gamma(9, 1, 2000))
    drawn = []

    def cube(b):
        drawn.append(b)
        return uniform_blocks(b, 12, 500, np.random.default_rng(len(drawn)))

    table, sets, central = radii.compare(data, 12, [2, 1], cube)
    assert drawn == [2, 1, matched_b(data.mean, 12)]
    assert table["source"].tolist() == ["latents", *["uniform"] * 3]
    assert table["b"].tolist()[1:] == drawn
    assert table["mean"].tolist() == [one.mean for one in sets]
    assert sets[0] is data
    assert central == tuple(data.quantile(np.array([0.005, 0.995])))
    for row, one in zip(table.to_dict("records"), sets, strict=True):
        expected = radii.radius_row(row["source"], row["b"], one, 12, central)
        assert {**row, "b": 0} == pytest.approx({**expected, "b": 0}, rel=0, abs=0, nan_ok=True)
