"""Rows of points through a cloud and between images, against their definitions."""

import numpy as np
import pytest

from zpoints.cloud.cloud import Cloud, principal_components
from zpoints.samplers import strips

CENTRE = np.array([1.0, -2.0, 0.5, 0.0])
STD = np.array([0.5, 2.0, 1.0, 0.0])


def test_steps_are_even_and_pass_through_the_centre():
    points = strips.steps_about(CENTRE, STD, 3, 7)
    assert points.dtype == np.float32
    np.testing.assert_allclose(points[3], CENTRE)
    np.testing.assert_allclose(points[0], CENTRE - 3 * STD)
    np.testing.assert_allclose(np.diff(points, axis=0), np.tile(STD, (6, 1)), atol=1e-6)


def test_plane_paths_leave_the_other_components_at_their_centre():
    paths = strips.plane_paths(CENTRE, STD, (0, 1), 2, 5)
    assert list(paths) == ["component 0", "component 1", "0 and 1", "0 against 1"]
    for points in paths.values():
        np.testing.assert_allclose(points[:, 2:], np.tile(CENTRE[2:], (5, 1)))
    np.testing.assert_allclose(paths["component 0"][-1], [2, -2, 0.5, 0])
    np.testing.assert_allclose(paths["0 and 1"][-1], [2, 2, 0.5, 0])
    np.testing.assert_allclose(paths["0 against 1"][-1], [2, -6, 0.5, 0])


def test_principal_paths_lie_on_ellipsoids():
    principal = principal_components(CENTRE, np.diag(STD**2))
    paths = strips.principal_paths(principal, 6, 3, 5)
    assert len(paths) == 3, "the cloud has three directions"
    assert next(iter(paths)).startswith("PC 1 (76.2 %)")
    for points in paths.values():
        np.testing.assert_allclose(principal.mahalanobis(points), [3, 1.5, 0, 1.5, 3], atol=1e-5)


def test_paths_through_the_centre_take_the_components_with_the_largest_share():
    cloud = Cloud(100, CENTRE, np.diag(STD**2), mean_radius=3)
    paths = strips.through_centre(cloud, principal_components=1, sigma=3, steps=5)
    assert list(paths) == [
        "component 1",
        "component 0",  # 1.25 of a mean squared length of 10.5, as component 2; the first is taken
        "1 and 0",
        "1 against 0",
        "PC 1 (76.2 %)",
    ]


@pytest.mark.parametrize(("variance", "labels"), [(0, ["centre"]), (4, ["PC 1 (100.0 %)"])])
def test_a_space_of_one_component_has_one_path(variance, labels):
    cloud = Cloud(100, np.array([2.0]), np.array([[float(variance)]]), mean_radius=2)
    paths = strips.through_centre(cloud, principal_components=3, sigma=1, steps=3)
    assert list(paths) == labels
    (points,) = paths.values()
    np.testing.assert_allclose(points[:, 0], 2 + np.sqrt(variance) * np.array([-1, 0, 1]))


def test_rows_between_images_begin_and_end_with_them():
    images = np.arange(4, dtype=np.uint8)[:, None, None, None] * np.full((2, 2, 1), 8, np.uint8)
    latents = np.arange(4.0)[:, None]

    def decode(vectors):
        return np.tile((8 * vectors)[..., None, None], (1, 2, 2, 1)).astype(np.uint8)

    rows = strips.between_images(images, latents, decode, 3)
    assert list(rows) == ["1: latent path", "1: pixel blend", "2: latent path", "2: pixel blend"]
    for label, row in rows.items():
        assert row.dtype == np.uint8
        assert row[:, 0, 0, 0].tolist() == (
            [0, 0, 4, 8, 8] if "1" in label else [16, 16, 20, 24, 24]
        )


@pytest.mark.parametrize("steps", [2, 5])
def test_blends_reach_from_end_to_end(steps):
    first, second = np.zeros((2, 2, 1)), np.full((2, 2, 1), 8)
    points = strips.blend(first, second, steps)
    assert points.shape == (steps, 2, 2, 1)
    np.testing.assert_allclose(points[:, 0, 0, 0], np.linspace(0, 8, steps))
