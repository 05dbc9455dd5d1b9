"""Where the origin lies: nearest vectors against a tree, the table against its definitions."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import spatial
from support.latents import cloud_of

from zpoints.cloud.distances import Distances
from zpoints.geometry.origin import Surroundings, origin_table, query_rows


def surroundings_of(vectors, rows, neighbours, size=None):
    rows = np.array(rows, int)
    surroundings = Surroundings(vectors[rows], rows, neighbours)
    size = size or len(vectors)
    for start in range(0, len(vectors), size):
        surroundings.merge(surroundings.of(start, vectors[start : start + size]))
    return surroundings


@pytest.mark.parametrize("size", [1, 3, 90, 500])
def test_nearest_vectors_agree_with_a_tree(size):
    random = np.random.default_rng(3)
    vectors = (random.normal(size=(500, 4)) + 100).astype(np.float32)
    rows = [0, 17, 499]
    surroundings = surroundings_of(vectors, rows, 3, size)
    tree = spatial.KDTree(vectors.astype(float))
    np.testing.assert_allclose(surroundings.at_origin, tree.query(np.zeros(4), 3)[0], rtol=1e-6)
    for distances, row in zip(surroundings.in_bulk, rows, strict=True):
        np.testing.assert_allclose(distances, tree.query(vectors[row], 4)[0][1:], rtol=1e-4)


def test_many_vectors_and_queries_are_worked_on_in_parts():
    vectors = np.random.default_rng(3).normal(size=(3000, 3)).astype(np.float32)
    surroundings = surroundings_of(vectors, range(0, 3000, 10), 2, 1700)
    expected = spatial.KDTree(vectors.astype(float)).query(vectors[::10], 3)[0][:, 1:]
    np.testing.assert_allclose(surroundings.in_bulk, expected, rtol=1e-6, atol=1e-9)


def test_fewer_vectors_than_neighbours():
    surroundings = surroundings_of(np.ones((2, 2)), [0], 4)
    root = np.sqrt(2)
    np.testing.assert_allclose(surroundings.at_origin, [root, root, np.inf, np.inf])
    np.testing.assert_allclose(surroundings.in_bulk, [[0, np.inf, np.inf, np.inf]])


def test_a_vector_that_is_twice_in_the_cloud_is_its_own_double():
    vectors = np.array([[1.0, 2], [5, 5], [1, 2]])
    assert surroundings_of(vectors, [0], 1).in_bulk.tolist() == [[0]]


@given(st.integers(1, 80), st.integers(0, 50))
def test_surroundings_do_not_depend_on_blocks_nor_on_their_order(size, seed):
    random = np.random.default_rng(seed)
    vectors = random.normal(2, 1, (80, 4))
    rows = random.choice(80, 5, replace=False)
    whole = surroundings_of(vectors, rows, 3)
    parts = [whole.of(start, vectors[start : start + size]) for start in range(0, 80, size)]
    random.shuffle(parts)
    merged = Surroundings(vectors[rows], rows, 3)
    for part in parts:
        merged.merge(part)
    assert (merged.below_zero == (vectors < 0).sum(axis=0)).all()
    assert (whole.below_zero == merged.below_zero).all()
    np.testing.assert_allclose(merged.at_origin, whole.at_origin)
    np.testing.assert_allclose(merged.in_bulk, whole.in_bulk)


def test_a_look_at_a_block_changes_nothing():
    vectors = np.random.default_rng(0).normal(size=(20, 3))
    surroundings = surroundings_of(vectors[:10], [0, 3], 2)
    before = surroundings.at_origin, surroundings.in_bulk, surroundings.below_zero.copy()
    surroundings.of(10, vectors[10:])
    assert (surroundings.at_origin == before[0]).all()
    assert (surroundings.in_bulk == before[1]).all()
    assert (surroundings.below_zero == before[2]).all()


def test_queries_are_rows_drawn_once_each():
    rows = query_rows(100, 30, np.random.default_rng(0))
    assert len(set(rows)) == 30
    assert (np.diff(rows) > 0).all()
    assert rows.min() >= 0 and rows.max() < 100
    assert (query_rows(7, 30, np.random.default_rng(0)) == np.arange(7)).all()


def measured(vectors):
    """Cloud and distances of vectors."""
    cloud = cloud_of(vectors)
    return cloud, Distances.of([cloud.principal.mahalanobis(vectors)], cloud.principal)


def values(table):
    return table[table["component"].isna()].set_index("quantity")["value"]


def test_the_table_against_its_definitions():
    random = np.random.default_rng(0)
    scale = np.array([3, 2, 1, 0.5])
    vectors = np.array([1.0, 0, 0, -2]) + random.normal(size=(20_000, 4)) * scale
    cloud, distances = measured(vectors)
    surroundings = SimpleNamespace(
        below_zero=(vectors < 0).sum(axis=0),
        at_origin=np.array([1.0, 2.0]),
        in_bulk=np.array([[0.5, 0.6], [1.5, 2.5]]),
    )
    table = origin_table(cloud, distances, surroundings, [True, False, False, True])
    assert list(table) == ["quantity", "component", "value"]
    value = values(table)
    inverse = np.linalg.inv(cloud.covariance)
    data = np.array([spatial.distance.mahalanobis(v, cloud.centre, inverse) for v in vectors])
    distance = spatial.distance.mahalanobis(np.zeros(4), cloud.centre, inverse)
    assert value["centre_distance"] == pytest.approx(np.sqrt(1 + 4), abs=0.1)
    assert value["participation_ratio"] == cloud.principal.participation_ratio
    assert value[[f"components_for_{share}%" for share in (90, 95, 99)]].tolist() == [2, 3, 4]
    assert value["mahalanobis"] == pytest.approx(distance)
    assert value["mahalanobis_quantile"] == pytest.approx((data < distance).mean(), abs=1e-3)
    assert value["mahalanobis_median_of_data"] == pytest.approx(np.median(data), rel=1e-3)
    assert value["nearest_distance"] == 1
    assert value["nearest_distance_median_of_data"] == 1
    assert value["nearest_distance_quantile"] == 0.5
    assert value["kth_distance"] == 2
    assert value["kth_distance_median_of_data"] == pytest.approx(1.55)
    percentiles = table[table["quantity"] == "percentile_of_zero"]
    assert percentiles["component"].tolist() == [0, 3]
    for row in percentiles.itertuples():
        assert row.value == pytest.approx(100 * (vectors[:, row.component] < 0).mean())


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
        cloud, distances = measured(vectors)
        surroundings = surroundings_of(np.concatenate([vectors, vectors]), [0], 1)
        table = origin_table(cloud, distances, surroundings, [True] * vectors.shape[1])
    assert np.isfinite(table["value"]).all()


def test_a_store_with_fewer_vectors_than_neighbours_leaves_the_distance_empty():
    """A table has no place for infinity."""
    vectors = np.arange(6.0).reshape(2, 3)
    surroundings = surroundings_of(vectors, [0, 1], 5)
    value = values(origin_table(*measured(vectors), surroundings, [False] * 3))
    assert not np.isinf(value).any()
    assert value[["kth_distance", "kth_distance_median_of_data"]].isna().all()
    assert value["nearest_distance"] == pytest.approx(np.sqrt(5))
    assert value["nearest_distance_median_of_data"] == pytest.approx(np.sqrt(27))
