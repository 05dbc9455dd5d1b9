"""The shape of planted clouds comes out."""

import numpy as np
import pandas as pd
import pytest
from scipy import spatial, stats

from zpoints import geometry
from zpoints.statistics import Bins, ComponentStatistics, Covariance


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
    result = geometry.mardia(z)
    centred = z - z.mean(axis=0)
    products = centred @ np.linalg.inv(np.cov(z.T, bias=True)) @ centred.T
    assert result["skewness"] == pytest.approx((products**3).mean())
    assert result["kurtosis"] == pytest.approx((np.diag(products) ** 2).mean() - 15)
    assert result["skewness_p"] > 0.01
    assert result["kurtosis_p"] > 0.01


def test_mardia_rejects_at_its_level():
    random = np.random.default_rng(5)
    tests = [geometry.mardia(random.normal(size=(500, 3))) for _ in range(300)]
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
    result = geometry.mardia(z)
    assert min(result["skewness_p"], result["kurtosis_p"]) < 1e-6


def test_mardia_needs_more_vectors_than_dimensions():
    result = geometry.mardia(np.ones((3, 2)))
    assert np.isnan(result["skewness"])


def tables_of(vectors, sigma=3.0):
    statistics = ComponentStatistics(vectors.shape[1], Bins(-12, 12, 97))
    statistics.update(vectors)
    components = statistics.table({"mode": 1, "half_width": 1})
    principal = principal_of(vectors)
    mahalanobis = principal.mahalanobis(vectors)
    whitened = principal.whiten(vectors, 3)
    normality = geometry.normality_table(components, mahalanobis, whitened, principal.rank, sigma)
    nearest = np.array([[1.0, 2.0], [0.5, 0.6], [1.5, 2.5]])
    below = (vectors < 0).mean(axis=0)
    origin = geometry.origin_table(
        principal, mahalanobis, nearest[0], nearest[1:], below, components["dominant"]
    )
    return normality.set_index("test"), origin


def test_a_gaussian_cloud_looks_gaussian():
    normality, _ = tables_of(planted()[0])
    assert normality.loc["near_gaussian_marginals", "statistic"] == 1
    assert normality.loc["marginals", "statistic"] == 1
    assert normality.loc["mahalanobis2_mean", "statistic"] == pytest.approx(4, rel=1e-6)
    assert normality.loc["mahalanobis2_std", "statistic"] == pytest.approx(np.sqrt(8), rel=0.05)
    assert normality.loc["mahalanobis2_kolmogorov_smirnov", "p_value"] > 0.01
    assert normality.loc["mardia_kurtosis_all", "p_value"] > 0.01


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


def test_origin():
    vectors, _ = planted()
    _, origin = tables_of(vectors)
    value = origin[origin["component"].isna()].set_index("quantity")["value"]
    assert value["centre_distance"] == pytest.approx(np.sqrt(1 + 4 + 0.25), abs=0.1)
    assert value["nearest_distance"] == 1
    assert value["nearest_distance_quantile"] == 0.5
    assert 0 <= value["mahalanobis_quantile"] <= 1
    percentiles = origin[origin["quantity"] == "percentile_of_zero"]
    for row in percentiles.itertuples():
        assert row.value == pytest.approx(100 * (vectors[:, row.component] < 0).mean())
    assert len(percentiles) > 0


def test_tables_of_degenerate_clouds_are_defined():
    for vectors in (np.ones((1, 1)), np.ones((9, 2)), np.arange(6.0).reshape(3, 2)):
        normality, origin = tables_of(vectors)
        assert isinstance(normality, pd.DataFrame)
        assert not np.isinf(origin["value"]).any()
