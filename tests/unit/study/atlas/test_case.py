"""A case's cloud is in the page as the study measured it, against brute force."""

import json

import numpy as np
import pytest
from support.atlas_results import COUNT, KINDS, Z_DIM, cloud_of_vectors, values, write
from support.case_results import attribute_table

from zpoints.study.atlas.case import (
    BINS,
    QUANTILES,
    case_data,
    correlation_directions,
    lengths_of,
    nearest_of,
)
from zpoints.study.atlas.points import REACH, STEP

VECTORS = cloud_of_vectors(COUNT, Z_DIM).astype(float)
ALL = np.arange(COUNT)


def made(case, rows=ALL, shape=(16, 16, 3), with_real=True, live=False, prefix="0/"):
    return case_data(
        case,
        rows,
        KINDS,
        shape=shape,
        with_real=with_real,
        with_decoder=live,
        sigma=3.0,
        prefix=prefix,
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return write(tmp_path_factory.mktemp("study")).case()


@pytest.fixture(scope="module")
def data(results):
    return made(results)


def test_vectors_are_those_of_the_store(data):
    described, blobs = data
    points = values(blobs, "0/points").reshape(Z_DIM, COUNT).T
    directions = values(blobs, "0/directions").reshape(Z_DIM, Z_DIM)
    back = values(blobs, "0/mean") + described["step"] * points @ directions
    error = np.linalg.norm(back - VECTORS, axis=1)
    assert error.max() <= described["step"] / 2 * np.sqrt(Z_DIM) + 1e-4
    assert described["step"] == pytest.approx(STEP * described["std"][0], rel=1e-5)


def test_shares_and_spreads_are_those_of_the_cloud(data):
    described, blobs = data
    covariance = np.cov(VECTORS.T, bias=True)
    spread = np.sqrt(np.sort(np.linalg.eigvalsh(covariance))[::-1])
    np.testing.assert_allclose(described["std"], spread, rtol=1e-4)
    np.testing.assert_allclose(described["share"], spread**2 / (spread**2).sum(), rtol=1e-4)
    np.testing.assert_allclose(values(blobs, "0/std"), VECTORS.std(axis=0), rtol=1e-5)
    np.testing.assert_allclose(values(blobs, "0/mean"), VECTORS.mean(axis=0), rtol=1e-5)
    radius = np.linalg.norm(VECTORS, axis=1).mean()
    assert described["b_matched"] == pytest.approx(radius / np.sqrt(Z_DIM / 3), rel=1e-5)


def test_quantiles_are_those_of_all_vectors(data):
    described, _ = data
    centred = VECTORS - VECTORS.mean(axis=0)
    inverse = np.linalg.inv(np.cov(VECTORS.T, bias=True))
    mahalanobis = np.sqrt(np.einsum("ij,jk,ik->i", centred, inverse, centred))
    found = described["mahalanobis"]["quantiles"]
    assert len(found) == len(QUANTILES) == 101
    assert found[0] == pytest.approx(mahalanobis.min(), rel=1e-4)
    assert found[-1] == pytest.approx(mahalanobis.max(), rel=1e-4)
    # Between two values any number is a quantile.
    ordered = np.sort(mahalanobis)
    for q, value in zip(QUANTILES, found, strict=True):
        below = min(int(q * COUNT), COUNT - 1)
        assert (
            ordered[max(below - 1, 0)] * 0.999
            <= value
            <= ordered[min(below + 1, COUNT - 1)] * 1.001
        )
    pairs = np.linalg.norm(VECTORS[:, None] - VECTORS, axis=2)
    np.fill_diagonal(pairs, np.inf)
    expected = np.quantile(pairs.min(axis=1), QUANTILES)
    np.testing.assert_allclose(described["nearest"]["quantiles"], expected, rtol=1e-3)


def test_the_histogram_of_lengths_counts_all_vectors(results):
    found = lengths_of(results.lengths)
    exact = np.linalg.norm(VECTORS, axis=1)
    assert found["mean"] == pytest.approx(exact.mean(), rel=1e-5)
    assert found["std"] == pytest.approx(exact.std(), rel=1e-5)
    assert len(found["edges"]) == len(found["shares"]) + 1 == BINS + 1
    assert sum(found["shares"]) == pytest.approx(1, abs=1e-4)
    # The first and the last edge are the least and the largest length, but for their last digits.
    edges = [0, *found["edges"][1:-1], np.inf]
    expected = np.histogram(exact, edges)[0] / COUNT
    assert np.abs(np.cumsum(found["shares"]) - np.cumsum(expected)).max() <= 1.01 / COUNT
    assert found["quantiles"][0] == pytest.approx(exact.min(), rel=1e-4)


def test_correlations_have_the_eigenvectors_of_the_correlation_matrix(data):
    _, blobs = data
    found = values(blobs, "0/correlation_values")
    vectors = values(blobs, "0/correlation_vectors").reshape(Z_DIM, Z_DIM)
    expected = np.corrcoef(VECTORS.T)
    np.testing.assert_allclose(vectors.T @ np.diag(found) @ vectors, expected, atol=1e-5)
    assert (np.diff(found) <= 1e-6).all()
    largest = np.abs(vectors).argmax(axis=1)
    assert (vectors[np.arange(Z_DIM), largest] > 0).all()


def test_a_component_that_never_changes_correlates_with_none():
    found, vectors = correlation_directions(np.diag([4.0, 0.0, 1.0]))
    np.testing.assert_allclose(found, 1)
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(3), atol=1e-12)


def test_a_sample_leaves_the_others_as_density(results):
    rows = np.array([1, 5, 64, 88])
    described, blobs = made(results, rows, prefix="7/")
    assert values(blobs, "7/points").size == 4 * Z_DIM
    coarse = values(blobs, "7/coarse").reshape(Z_DIM, COUNT)
    points = values(blobs, "7/points").reshape(Z_DIM, 4)
    std = np.array(described["std"])[:, None]
    apart = coarse[:, rows] / 255 * 2 * REACH - REACH - described["step"] * points / std
    assert np.abs(apart).max() < REACH / 255 + STEP * std[0] / std.min()
    assert len(described["nearest"]["quantiles"]) == 101


def test_all_blobs_are_small_arrays_of_the_case(data):
    described, blobs = data
    names = [one.name for one in blobs]
    assert len(names) == len(set(names))
    assert all(name.startswith("0/") for name in names)
    assert "0/coarse" not in names
    assert described["name"] == "I"
    assert (described["height"], described["width"], described["channels"]) == (16, 16, 3)
    json.dumps(described, allow_nan=False)


def test_real_images_are_left_out_if_they_must_be(results):
    described, blobs = made(results, with_real=False)
    shown = {row["name"] for row in described["samplers"] if row["sheet"]}
    assert shown == set(KINDS)
    assert len([one for one in blobs if "sheet" in one.name]) == len(KINDS)


def test_two_components_one_channel_no_attributes_and_a_sampler_that_drew_nothing(tmp_path):
    files = write(
        tmp_path,
        count=12,
        z_dim=2,
        channels=1,
        followed=attribute_table().head(0),
        empty=("permuted",),
    )
    described, blobs = made(files.case(), np.arange(12), (16, 16, 1))
    assert described["followed"] == [None, None]
    assert described["channels"] == 1
    assert len(described["std"]) == 2
    (k,) = [k for k, row in enumerate(described["samplers"]) if row["name"] == "permuted"]
    assert described["samplers"][k]["vectors"] == 0
    assert f"0/sheet/{k}" not in {one.name for one in blobs}


def test_where_the_decoder_runs_no_strips_are_needed(results):
    described, blobs = made(results, live=True)
    assert described["decoder"] is not None
    assert described["strips"] == []
    assert not [one for one in blobs if "strip" in one.name]
    described, blobs = made(results)
    assert [one["direction"] for one in described["strips"]] == [None, 0, 1]
    assert len([one for one in blobs if "strip" in one.name]) == 3


def test_a_single_point_has_no_nearest():
    assert nearest_of(np.zeros((1, 3), np.float32)) == []


def test_the_same_results_give_the_same_bytes(results, data):
    assert made(results) == data
