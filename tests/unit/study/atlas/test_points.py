"""Points come back to their vectors within half a step, and their distances are exact."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.atlas_results import cloud_of_vectors
from support.latents import cloud_of

from zpoints.study.atlas.points import (
    COARSE,
    REACH,
    STEP,
    along,
    coarsely,
    nearest,
    points,
    step_for,
    whole_numbers,
)


def blocks(vectors, size=7):
    return [(start, vectors[start : start + size]) for start in range(0, len(vectors), size)]


@given(st.integers(2, 30), st.integers(1, 20), st.integers(0, 5))
def test_a_vector_comes_back_within_half_a_step(count, z_dim, seed):
    vectors = cloud_of_vectors(count, z_dim, seed)
    principal = cloud_of(vectors).principal
    found = points(blocks(vectors), principal, np.arange(count), count)
    step = step_for(found.coordinates, principal)
    whole = whole_numbers(found.coordinates, step)
    assert whole.dtype == np.int16
    assert step == pytest.approx(STEP * np.sqrt(principal.variance[0]))
    back = principal.centre + step * whole @ principal.directions
    # Directions are orthogonal: a distance is that of the rounded coordinates.
    error = np.linalg.norm(back - vectors, axis=1)
    assert error.max() <= step / 2 * np.sqrt(z_dim) * 1.001 + 1e-5
    assert np.abs(along(back, principal) - found.coordinates).max() <= step * 0.5 + 1e-4


def test_the_sampled_rows_are_those_of_the_store_and_all_are_known_coarsely():
    vectors = cloud_of_vectors(50, 20)
    principal = cloud_of(vectors).principal
    rows = np.array([0, 6, 7, 8, 33, 49])
    found = points(blocks(vectors), principal, rows, 50)
    exact = (vectors.astype(float) - principal.centre) @ principal.directions.T
    np.testing.assert_allclose(found.coordinates, exact[rows], atol=1e-5)
    assert found.coarse.shape == (COARSE, 50)
    back = found.coarse / 255 * 2 * REACH - REACH
    expected = np.clip((exact / np.sqrt(principal.variance)).T[:COARSE], -REACH, REACH)
    assert np.abs(back - expected).max() <= REACH / 255 * 1.001


def test_memory_is_bounded_by_a_block_and_the_result():
    vectors, block = 60_000, 1000
    pattern = cloud_of_vectors(block, 16)
    principal = cloud_of(pattern).principal
    rows = np.arange(0, vectors, 600)
    tracemalloc.start()
    found = points(
        ((start, pattern.copy()) for start in range(0, vectors, block)), principal, rows, vectors
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    result = found.coordinates.nbytes + found.coarse.nbytes
    assert result == 100 * 16 * 4 + COARSE * vectors
    # A block as float64 a few times; all vectors would be 60 blocks.
    assert peak < result + 12 * pattern.nbytes < vectors * 16 * 4 / 2


def test_nothing_coarse_is_needed_where_all_vectors_are_points():
    vectors = cloud_of_vectors(20, 3)
    assert points(blocks(vectors), cloud_of(vectors).principal, np.arange(20), 20).coarse is None


def test_few_components_have_as_many_coarse_directions():
    vectors = cloud_of_vectors(20, 2)
    found = points(blocks(vectors), cloud_of(vectors).principal, np.array([3]), 20)
    assert found.coarse.shape == (2, 20)


def test_a_direction_without_spread_is_its_middle():
    coarse = coarsely(np.array([[3.0, 0.0], [-99.0, 0.0]]), np.array([9.0, 0.0]))
    np.testing.assert_array_equal(coarse, [[153, 128], [0, 128]])


def test_what_lies_far_out_takes_a_wider_step():
    principal = cloud_of(cloud_of_vectors(20, 3)).principal
    far = np.array([[1e7, 0.0, -3.0]])
    step = step_for(far, principal)
    assert step == pytest.approx(1e7 / 32767)
    np.testing.assert_array_equal(whole_numbers(far, step), [[32767, 0, 0]])


def test_equal_vectors_are_one_point():
    vectors = np.full((5, 3), 2.5, np.float32)
    principal = cloud_of(vectors).principal
    found = points(blocks(vectors), principal, np.arange(5), 5)
    step = step_for(found.coordinates, principal)
    assert step == 1
    assert not whole_numbers(found.coordinates, step).any()


def test_nearest_is_what_comparing_each_with_each_gives():
    coordinates = np.random.default_rng(0).normal(1e3, 1, (40, 6)).astype(np.float32)
    pairs = np.linalg.norm(coordinates[:, None].astype(float) - coordinates[None], axis=2)
    np.fill_diagonal(pairs, np.inf)
    np.testing.assert_allclose(nearest(coordinates, 100), pairs.min(axis=1), rtol=1e-4)
    chosen = np.linspace(0, 39, 5).round().astype(int)
    np.testing.assert_allclose(nearest(coordinates, 5), pairs.min(axis=1)[chosen], rtol=1e-4)
