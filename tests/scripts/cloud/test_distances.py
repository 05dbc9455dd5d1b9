"""Distances of all vectors from the centre."""

import pytest
from support.latents import cloud_of

from workflow.scripts.cloud.distances import distances
from zpoints.cloud.distances import Distances


def test_distances_do_not_depend_on_threads(tmp_path, latents, vectors):
    cloud = cloud_of(vectors)
    cloud.save(tmp_path / "cloud.npz")
    for threads in (1, 3):
        distances(latents, tmp_path / "cloud.npz", tmp_path / f"{threads}.npz", threads)
    assert (tmp_path / "1.npz").read_bytes() == (tmp_path / "3.npz").read_bytes()
    measured = Distances.load(tmp_path / "1.npz")
    expected = cloud.principal.mahalanobis(vectors)
    assert measured.rank == 4
    assert measured.squared.vectors == 200
    assert measured.squared.mean == pytest.approx((expected**2).mean())
    assert measured.squared.max == pytest.approx(expected.max() ** 2)
