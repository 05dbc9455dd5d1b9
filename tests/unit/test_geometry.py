"""The shape of planted clouds comes out."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import spatial, stats

from zpoints import geometry
from zpoints.statistics import Bins, ComponentStatistics, Covariance


def mardia(vectors: np.ndarray) -> dict[str, float]:
    """Mardia's test of multivariate normality (Mardia 1970).

    Skewness is the squared norm of the third-moment tensor of the whitened vectors, kurtosis the
    mean of their fourth power of length: p³ numbers instead of all pairs of vectors.

    Args:
        vectors: (n, p) of full rank, p small.

    Returns:
        vectors, dimensions, skewness, skewness_p, kurtosis (its excess over p (p + 2)),
        kurtosis_p; NaN where there are too few vectors.
    """
    n, p = vectors.shape
    result = {"vectors": n, "dimensions": p}
    if p == 0 or n <= p + 1:
        return result | dict.fromkeys(
            ("skewness", "skewness_p", "kurtosis", "kurtosis_p"), math.nan
        )
    centred = vectors - vectors.mean(axis=0, dtype=np.float64)
    variance, directions = np.linalg.eigh(centred.T @ centred / n)
    z = centred @ (directions / np.sqrt(variance))
    skewness = float((np.einsum("na,nb,nc->abc", z, z, z, optimize=True) ** 2).sum()) / n**2
    excess = float(((z**2).sum(axis=1) ** 2).mean()) - p * (p + 2)
    degrees = p * (p + 1) * (p + 2) / 6
    return result | {
        "skewness": skewness,
        "skewness_p": float(stats.chi2.sf(n * skewness / 6, degrees)),
        "kurtosis": excess,
        "kurtosis_p": float(2 * stats.norm.sf(abs(excess) / math.sqrt(8 * p * (p + 2) / n))),
    }


def planted(count=20_000, seed=0):
    """Gaussian vectors with variances 9, 4, 1, 0.25 and 0 along random directions."""
    random = np.random.default_rng(seed)
    directions = stats.ortho_group.rvs(5, random_state=seed)
    centre = np.array([1.0, 0, 0, -2, 0.5])
    scale = np.array([3, 2, 1, 0.5, 0])
    return centre + (random.normal(size=(count, 5)) * scale) @ directions, directions


def principal_of(vectors):
    covariance = Covariance(vectors.shape[1])
    covariance.update(vectors)
    return geometry.principal_components(covariance.mean, covariance.covariance)


def test_principal_components_of_a_planted_cloud():
    vectors, directions = planted()
    principal = principal_of(vectors)
    np.testing.assert_allclose(principal.variance[:4], [9, 4, 1, 0.25], rtol=0.05)
    assert principal.rank == 4
    along = np.abs((principal.directions * directions).sum(axis=1))
    np.testing.assert_allclose(along, 1, atol=0.01)
    total = 9 + 4 + 1 + 0.25
    expected = total**2 / (81 + 16 + 1 + 0.0625)
    assert principal.participation_ratio == pytest.approx(expected, rel=0.05)
    assert [principal.count_for(share) for share in (0.5, 0.9, 0.95, 0.99, 1)] == [1, 2, 3, 4, 4]


def test_table_agrees_with_numpy():
    vectors = np.random.default_rng(1).normal(size=(300, 6)) @ np.diag([1, 2, 3, 4, 5, 6])
    table = principal_of(vectors).table()
    expected = np.sort(np.linalg.eigvalsh(np.cov(vectors.T, bias=True)))[::-1]
    np.testing.assert_allclose(table["variance"], expected)
    np.testing.assert_allclose(table["cumulative"], np.cumsum(expected) / expected.sum())
    assert table["rank"].tolist() == [1, 2, 3, 4, 5, 6]


def test_mahalanobis_agrees_with_scipy():
    vectors = np.random.default_rng(2).normal(size=(200, 3)) @ np.triu(np.ones((3, 3)))
    principal = principal_of(vectors)
    inverse = np.linalg.inv(np.cov(vectors.T, bias=True))
    expected = [spatial.distance.mahalanobis(v, vectors.mean(axis=0), inverse) for v in vectors]
    np.testing.assert_allclose(principal.mahalanobis(vectors), expected)


def test_one_vector_and_equal_vectors_have_no_extent():
    for vectors in (np.ones((1, 3)), np.ones((50, 3))):
        principal = principal_of(vectors)
        assert principal.rank == 0
        assert principal.participation_ratio == 0
        assert principal.count_for(0.95) == 0
        np.testing.assert_array_equal(principal.mahalanobis(vectors), 0)
        assert (principal.table()["cumulative"] == 0).all()


def test_nearest_distances_agree_with_a_tree():
    random = np.random.default_rng(3)
    vectors = (random.normal(size=(500, 4)) + 100).astype(np.float32)
    rows = np.array([0, 17, 499])
    queries = np.concatenate([np.zeros((1, 4)), vectors[rows]])
    blocks = [(start, vectors[start : start + 90]) for start in range(0, 500, 90)]
    found = geometry.nearest_distances(queries, blocks, np.array([-1, *rows]), k=3)
    tree = spatial.KDTree(vectors.astype(float))
    np.testing.assert_allclose(found[0], tree.query(queries[0], 3)[0], rtol=1e-6)
    for place, row in enumerate(rows, start=1):
        np.testing.assert_allclose(found[place], tree.query(vectors[row], 4)[0][1:], rtol=1e-4)


def test_fewer_vectors_than_neighbours():
    found = geometry.nearest_distances(np.zeros((1, 2)), [(0, np.ones((2, 2)))], np.array([-1]), 4)
    np.testing.assert_allclose(found, [[np.sqrt(2), np.sqrt(2), np.inf, np.inf]])


def test_mardia_accepts_a_gaussian_and_agrees_with_the_definition():
    z = np.random.default_rng(4).normal(size=(400, 3)) @ np.triu(np.ones((3, 3)))
    result = mardia(z)
    centred = z - z.mean(axis=0)
    products = centred @ np.linalg.inv(np.cov(z.T, bias=True)) @ centred.T
    assert result["skewness"] == pytest.approx((products**3).mean())
    assert result["kurtosis"] == pytest.approx((np.diag(products) ** 2).mean() - 15)
    assert result["skewness_p"] > 0.01
    assert result["kurtosis_p"] > 0.01


def test_mardia_rejects_at_its_level():
    random = np.random.default_rng(5)
    tests = [mardia(random.normal(size=(500, 3))) for _ in range(300)]
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
    result = mardia(z)
    assert min(result["skewness_p"], result["kurtosis_p"]) < 1e-6


def test_mardia_needs_more_vectors_than_dimensions():
    result = mardia(np.ones((3, 2)))
    assert np.isnan(result["skewness"])


def shape_of(vectors, sigma=3.0, leading=3, principal=None):
    shape = geometry.CloudShape(principal or principal_of(vectors), leading, sigma)
    shape.update(vectors)
    return shape


def tables_of(vectors, sigma=3.0):
    statistics = ComponentStatistics(vectors.shape[1], Bins(-12, 12, 97))
    statistics.update(vectors)
    components = statistics.table({"mode": 1, "half_width": 1})
    shape = shape_of(vectors, sigma)
    normality = geometry.normality_table(components, shape)
    nearest = np.array([[1.0, 2.0], [0.5, 0.6], [1.5, 2.5]])
    origin = geometry.origin_table(shape, nearest[0], nearest[1:], components["dominant"])
    assert list(origin) == ["quantity", "component", "value"]
    columns = ["test", "vectors", "dimensions", "statistic", "expected", "p_value"]
    assert list(normality) == columns
    return normality.set_index("test"), origin


def test_the_shape_of_a_cloud_against_its_definitions():
    vectors, _ = planted(3000)
    principal = principal_of(vectors)
    shape = shape_of(vectors)
    squared = principal.mahalanobis(vectors) ** 2
    assert shape.squared_distances.vectors == 3000
    assert shape.squared_distances.mean == pytest.approx(squared.mean())
    assert shape.squared_distances.quantile(0.5) == pytest.approx(np.median(squared), rel=5e-3)
    assert (shape.below_zero == (vectors < 0).sum(axis=0)).all()
    whitened = principal.whiten(vectors, 3)
    core = whitened[(np.abs(whitened) <= 3).all(axis=1)]
    assert 2900 < len(core) < 3000
    for moments, reference in ((shape.everything, whitened), (shape.core, core)):
        assert moments.result() == pytest.approx(mardia(reference), rel=1e-6)


@given(st.integers(1, 80), st.integers(0, 80), st.integers(0, 50))
def test_the_shape_does_not_depend_on_blocks_and_can_be_merged(size, cut, seed):
    random = np.random.default_rng(seed)
    vectors = random.normal(2, 1, (80, 4)) @ np.triu(np.ones((4, 4)))
    principal = principal_of(vectors)
    whole = shape_of(vectors, principal=principal)
    merged = geometry.CloudShape(principal, 3, 3)
    for start in range(0, cut, size):
        merged.update(vectors[start : min(start + size, cut)])
    merged.merge(shape_of(vectors[cut:], principal=principal))
    assert (merged.below_zero == whole.below_zero).all()
    for name in ("everything", "core"):
        first, second = (getattr(shape, name).result() for shape in (merged, whole))
        assert first == pytest.approx(second, rel=1e-6, abs=1e-9, nan_ok=True)
    levels = [0.1, 0.5, 0.99]
    first, second = (shape.squared_distances.quantile(levels) for shape in (merged, whole))
    np.testing.assert_allclose(first, second)


def test_no_more_components_are_tested_than_the_cloud_has_directions():
    vectors, _ = planted(200)
    shape = shape_of(vectors, leading=30)
    assert shape.leading == 4
    assert shape.everything.result()["dimensions"] == 4


def test_a_gaussian_cloud_looks_gaussian():
    normality, _ = tables_of(planted()[0])
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
    normality, _ = tables_of(vectors)
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
    table = geometry.normality_table(components, shape_of(vectors)).set_index("test")
    assert table.loc["marginals", "statistic"] == kept
    assert (table.loc[["marginals", "near_gaussian_marginals"], "dimensions"] == 4).all()


@pytest.mark.parametrize(
    ("skewness", "kurtosis", "near"),
    [(0.5, -1, 1), (-0.5, 1, 1), (0.51, 0, 0.5), (0, -1.01, 0.5), (0, 1.01, 0.5)],
)
def test_what_is_near_gaussian(skewness, kurtosis, near):
    components = pd.DataFrame({"skewness": [0.0, skewness], "excess_kurtosis": [0.0, kurtosis]})
    table = geometry.normality_table(components, shape_of(planted(50)[0])).set_index("test")
    assert table.loc["near_gaussian_marginals", "statistic"] == near


def test_outliers_are_seen_and_left_out_of_the_core():
    vectors, _ = planted()
    vectors[::100] *= 4
    normality, _ = tables_of(vectors)
    everything, core = (
        normality.loc[f"mardia_kurtosis_{name}"] for name in ("all", "within_3_sigma")
    )
    assert everything["p_value"] < 1e-6
    assert core["vectors"] < everything["vectors"] == 20_000
    assert abs(core["statistic"]) < abs(everything["statistic"]) / 10


@pytest.mark.parametrize("sigma", [1.5, 2.5])
def test_the_core_is_named_by_its_limit(sigma):
    normality, _ = tables_of(planted(500)[0], sigma)
    assert f"mardia_skewness_within_{sigma:g}_sigma" in normality.index


def test_origin():
    vectors, _ = planted()
    _, origin = tables_of(vectors)
    value = origin[origin["component"].isna()].set_index("quantity")["value"]
    principal = principal_of(vectors)
    distance = principal.mahalanobis(np.zeros((1, 5)))[0]
    data = principal.mahalanobis(vectors)
    assert value["centre_distance"] == pytest.approx(np.sqrt(1 + 4 + 0.25), abs=0.1)
    assert value["participation_ratio"] == principal.participation_ratio
    assert value["components_for_95%"] == 3
    assert value["mahalanobis"] == pytest.approx(distance)
    assert value["mahalanobis_quantile"] == pytest.approx((data < distance).mean(), abs=1e-3)
    assert value["mahalanobis_median_of_data"] == pytest.approx(np.median(data), rel=1e-3)
    assert value["nearest_distance"] == 1
    assert value["nearest_distance_median_of_data"] == 1
    assert value["nearest_distance_quantile"] == 0.5
    assert value["kth_distance"] == 2
    assert value["kth_distance_median_of_data"] == pytest.approx(1.55)
    percentiles = origin[origin["quantity"] == "percentile_of_zero"]
    for row in percentiles.itertuples():
        assert row.value == pytest.approx(100 * (vectors[:, row.component] < 0).mean())
    assert len(percentiles) > 0


CLOUDS = {
    "one vector": np.ones((1, 1)),
    "all at the origin": np.zeros((50, 3)),
    "alike": np.full((9, 2), 0.1, np.float32),
    "two vectors": np.arange(6.0).reshape(2, 3),
    "on a line": np.arange(12.0).reshape(4, 3),
}


@pytest.mark.parametrize("name", CLOUDS)
def test_tables_of_degenerate_clouds_are_defined(name):
    vectors = CLOUDS[name]
    with np.errstate(all="raise"):
        normality, origin = tables_of(vectors)
    assert np.isfinite(origin["value"]).all()
    assert not np.isinf(normality[["statistic", "expected", "p_value"]]).any(axis=None)
    one = normality.loc["mahalanobis2_mean"]
    assert one["statistic"] == pytest.approx(one["expected"] if len(vectors) > 1 else 0)


def test_a_store_with_fewer_vectors_than_neighbours_leaves_the_distance_empty():
    """A table has no place for infinity."""
    vectors = np.arange(6.0).reshape(2, 3)
    nearest = geometry.nearest_distances(
        np.concatenate([np.zeros((1, 3)), vectors]), [(0, vectors)], np.array([-1, 0, 1]), 5
    )
    table = geometry.origin_table(shape_of(vectors), nearest[0], nearest[1:], [False] * 3)
    value = table.set_index("quantity")["value"]
    assert not np.isinf(value).any()
    assert value[["kth_distance", "kth_distance_median_of_data"]].isna().all()
    assert value["nearest_distance"] == pytest.approx(np.sqrt(5))
    assert value["nearest_distance_median_of_data"] == pytest.approx(np.sqrt(27))
