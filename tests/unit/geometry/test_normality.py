"""Mardia's test against its definition, and the table of normality against SciPy."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zpoints.cloud.cloud import principal_components
from zpoints.cloud.distances import Distances
from zpoints.geometry.normality import LeadingMoments, MardiaMoments, normality_table


def mardia_of(blocks, dimensions):
    moments = MardiaMoments(dimensions)
    for block in blocks:
        moments.merge(MardiaMoments.of(block))
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
    result = mardia_of(blocks, dimensions)
    assert list(result) == list(expected)
    assert result == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("dimensions", [2, 10, 30])
def test_mardia_of_many_vectors(dimensions):
    r = np.random.default_rng(3)
    gaussian = (r.normal(size=(1500, dimensions)) @ r.normal(size=(dimensions, dimensions))) + 5
    for vectors, normal in ((gaussian.astype(np.float32), True), (np.exp(gaussian / 20), False)):
        result = mardia_of(np.split(vectors, [1, 20, 1200]), dimensions)
        assert result == pytest.approx(mardia_of_all_pairs(vectors.astype(float)), rel=1e-6)
        assert normal == (min(result["skewness_p"], result["kurtosis_p"]) > 1e-3)


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
        result = mardia_of(np.array_split(vectors, 3), vectors.shape[1])
    assert (result["vectors"], result["dimensions"]) == vectors.shape
    numbers = [result[key] for key in ("skewness", "skewness_p", "kurtosis", "kurtosis_p")]
    assert np.isnan(numbers).all()


def test_merging_mardia_moments_leaves_the_other_as_it_is():
    vectors = np.random.default_rng(2).normal(size=(60, 3))
    one, other = MardiaMoments.of(vectors[:20]), MardiaMoments.of(vectors[20:])
    before = other.result()
    one.merge(other)
    one.merge(MardiaMoments.of(vectors))
    one.merge(MardiaMoments(3))
    assert other.result() == before
    assert one.vectors == 120


def test_mardia_rejects_at_its_level():
    random = np.random.default_rng(5)
    tests = [MardiaMoments.of(random.normal(size=(500, 3))).result() for _ in range(300)]
    for name in ("skewness_p", "kurtosis_p"):
        rejected = np.mean([test[name] < 0.05 for test in tests])
        assert 0.01 < rejected < 0.11


@pytest.mark.parametrize("shape", ["skewed", "heavy", "two lumps"])
def test_mardia_catches_what_is_not_gaussian(shape):
    random = np.random.default_rng(6)
    z = random.normal(size=(4000, 3))
    if shape == "skewed":
        z[:, 0] = random.exponential(size=4000)
    elif shape == "heavy":
        z = random.standard_t(5, size=(4000, 3))
    else:
        z[:2000] += 4
    result = MardiaMoments.of(z).result()
    assert min(result["skewness_p"], result["kurtosis_p"]) < 1e-6


def planted(count=20_000, seed=0):
    """Gaussian vectors with variances 9, 4, 1, 0.25 and 0 along random directions."""
    random = np.random.default_rng(seed)
    directions = stats.ortho_group.rvs(5, random_state=seed)
    centre = np.array([1.0, 0, 0, -2, 0.5])
    scale = np.array([3, 2, 1, 0.5, 0])
    return centre + (random.normal(size=(count, 5)) * scale) @ directions, directions


def principal_of(vectors):
    z_dim = vectors.shape[1]
    covariance = np.cov(vectors.T, bias=True).reshape(z_dim, z_dim)
    return principal_components(vectors.mean(axis=0), covariance)


def moments_of(vectors, sigma=3.0, leading=3, principal=None):
    moments = LeadingMoments(principal or principal_of(vectors), leading, sigma)
    moments.merge(moments.of(vectors))
    return moments


def table_of(vectors, sigma=3.0, components=None):
    principal = principal_of(vectors)
    distances = Distances.of([principal.mahalanobis(vectors)], principal)
    if components is None:
        shapes = {"skewness": stats.skew, "excess_kurtosis": stats.kurtosis}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SciPy says that a constant component has no shape
            components = pd.DataFrame({name: shape(vectors) for name, shape in shapes.items()})
        components[np.ptp(vectors, axis=0) == 0] = np.nan
    table = normality_table(components, distances, moments_of(vectors, sigma))
    columns = ["test", "vectors", "dimensions", "statistic", "expected", "p_value"]
    assert list(table) == columns
    return table.set_index("test")


def test_leading_moments_are_those_of_the_whitened_vectors():
    vectors, _ = planted(3000)
    moments = moments_of(vectors)
    whitened = principal_of(vectors).whiten(vectors, 3)
    core = whitened[(np.abs(whitened) <= 3).all(axis=1)]
    assert 2900 < len(core) < 3000
    for part, reference in ((moments.whole, whitened), (moments.core, core)):
        assert part.result() == pytest.approx(mardia_of_all_pairs(reference), rel=1e-6)


@given(st.integers(1, 80), st.integers(0, 50))
def test_leading_moments_do_not_depend_on_blocks_nor_on_their_order(size, seed):
    random = np.random.default_rng(seed)
    vectors = random.normal(2, 1, (80, 4)) @ np.triu(np.ones((4, 4)))
    principal = principal_of(vectors)
    whole = moments_of(vectors, principal=principal)
    merged = LeadingMoments(principal, 3, 3)
    parts = [merged.of(vectors[start : start + size]) for start in range(0, 80, size)]
    random.shuffle(parts)
    for part in parts:
        merged.merge(part)
    for one, other in ((whole.whole, merged.whole), (whole.core, merged.core)):
        assert one.result() == pytest.approx(other.result(), rel=1e-6, abs=1e-9, nan_ok=True)


def test_a_look_at_a_block_changes_nothing():
    vectors, _ = planted(100)
    moments = LeadingMoments(principal_of(vectors), 3, 3)
    moments.of(vectors)
    assert (moments.whole.vectors, moments.core.vectors) == (0, 0)


def test_no_more_components_are_tested_than_the_cloud_has_directions():
    moments = moments_of(planted(200)[0], leading=30)
    assert moments.leading == 4
    assert moments.whole.result()["dimensions"] == 4


def test_a_gaussian_cloud_looks_gaussian():
    normality = table_of(planted()[0])
    assert normality.loc["near_gaussian_marginals", "statistic"] == 1
    assert normality.loc["marginals", "statistic"] == 1
    assert normality.loc["mahalanobis2_mean", "statistic"] == pytest.approx(4, rel=1e-6)
    assert normality.loc["mahalanobis2_mean", "expected"] == 4
    assert normality.loc["mahalanobis2_std", "statistic"] == pytest.approx(np.sqrt(8), rel=0.05)
    assert normality.loc["mahalanobis2_std", "expected"] == pytest.approx(np.sqrt(8))
    assert normality.loc["mahalanobis2_kolmogorov_smirnov", "p_value"] > 0.01
    assert normality.loc["mardia_skewness_all", "p_value"] > 0.01
    assert normality.loc["mardia_kurtosis_all", "p_value"] > 0.01
    assert (
        normality["vectors"].drop(
            ["mardia_skewness_within_3_sigma", "mardia_kurtosis_within_3_sigma"]
        )
        == 20_000
    ).all()


def test_the_table_of_normality_against_scipy():
    vectors, _ = planted(2000, seed=7)
    vectors[:, 1] += np.random.default_rng(1).exponential(3, 2000)
    normality = table_of(vectors)
    tests = [stats.jarque_bera(column).pvalue for column in vectors.T]
    expected = np.mean(np.array(tests) > 0.01 / vectors.shape[1])
    assert normality.loc["marginals", "statistic"] == expected
    assert 0 < expected < 1
    near = (np.abs(stats.skew(vectors)) <= 0.5) & (np.abs(stats.kurtosis(vectors)) <= 1)
    assert normality.loc["near_gaussian_marginals", "statistic"] == near.mean()
    principal = principal_of(vectors)
    distance = stats.kstest(principal.mahalanobis(vectors) ** 2, stats.chi2(principal.rank).cdf)
    row = normality.loc["mahalanobis2_kolmogorov_smirnov"]
    assert row["statistic"] == pytest.approx(distance.statistic, abs=1e-3)
    assert row["p_value"] == pytest.approx(distance.pvalue, rel=0.2)


@pytest.mark.parametrize(("factor", "kept"), [(0.99, 1), (1.01, 0.75)])
@pytest.mark.parametrize("moment", ["skewness", "excess_kurtosis"])
def test_the_level_of_jarque_and_bera_is_shared_by_the_components(moment, factor, kept):
    """Four components that vary, one that does not; one of the four is at the limit."""
    vectors = planted(600)[0]
    limit = stats.chi2.isf(0.01 / 4, 2) * 6 / 600 * (1 if moment == "skewness" else 4)
    components = pd.DataFrame({"skewness": [0.0] * 4 + [np.nan], "excess_kurtosis": 0.0})
    components.loc[4, "excess_kurtosis"] = np.nan
    components.loc[1, moment] = -np.sqrt(factor * limit)
    table = table_of(vectors, components=components)
    assert table.loc["marginals", "statistic"] == kept
    assert (table.loc[["marginals", "near_gaussian_marginals"], "dimensions"] == 4).all()


@pytest.mark.parametrize(
    ("skewness", "kurtosis", "near"),
    [(0.5, -1, 1), (-0.5, 1, 1), (0.51, 0, 0.5), (0, -1.01, 0.5), (0, 1.01, 0.5)],
)
def test_what_is_near_gaussian(skewness, kurtosis, near):
    components = pd.DataFrame({"skewness": [0.0, skewness], "excess_kurtosis": [0.0, kurtosis]})
    table = table_of(planted(50)[0], components=components)
    assert table.loc["near_gaussian_marginals", "statistic"] == near


def test_outliers_are_seen_and_left_out_of_the_core():
    vectors, _ = planted()
    vectors[::100] *= 4
    normality = table_of(vectors)
    everything, core = (
        normality.loc[f"mardia_kurtosis_{name}"] for name in ("all", "within_3_sigma")
    )
    assert everything["p_value"] < 1e-6
    assert core["vectors"] < everything["vectors"] == 20_000
    assert abs(core["statistic"]) < abs(everything["statistic"]) / 10


@pytest.mark.parametrize("sigma", [1.5, 2.5])
def test_the_core_is_named_by_its_limit(sigma):
    normality = table_of(planted(500)[0], sigma)
    assert f"mardia_skewness_within_{sigma:g}_sigma" in normality.index


CLOUDS = {
    "one vector": np.ones((1, 1)),
    "all at the origin": np.zeros((50, 3)),
    "alike": np.full((9, 2), 0.1, np.float32),
    "two vectors": np.arange(6.0).reshape(2, 3),
    "on a line": np.arange(12.0).reshape(4, 3),
}


@pytest.mark.parametrize("name", CLOUDS)
def test_the_table_of_degenerate_clouds_is_defined(name):
    vectors = CLOUDS[name]
    with np.errstate(all="raise"):
        table = table_of(vectors)
    assert not np.isinf(table[["statistic", "expected", "p_value"]]).any(axis=None)
    mean = table.loc["mahalanobis2_mean"]
    assert mean["statistic"] == pytest.approx(mean["expected"] if len(vectors) > 1 else 0)
