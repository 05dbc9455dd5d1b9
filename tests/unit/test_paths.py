"""Paths through a cloud against their definitions."""

import numpy as np
import pytest

from zpoints import geometry, paths

CENTRE = np.array([1.0, -2.0, 0.5, 0.0])
STD = np.array([0.5, 2.0, 1.0, 0.0])


def test_steps_are_even_and_pass_through_the_centre():
    found = paths.steps_about(CENTRE, STD, 3, 7)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[3], CENTRE)
    np.testing.assert_allclose(found[0], CENTRE - 3 * STD)
    np.testing.assert_allclose(np.diff(found, axis=0), np.tile(STD, (6, 1)), atol=1e-6)


def test_plane_paths_leave_the_other_components_at_their_centre():
    found = dict(paths.plane_paths(CENTRE, STD, (0, 1), 2, 5))
    assert list(found) == ["component 0", "component 1", "0 and 1", "0 against 1"]
    for points in found.values():
        np.testing.assert_allclose(points[:, 2:], np.tile(CENTRE[2:], (5, 1)))
    np.testing.assert_allclose(found["component 0"][-1], [2, -2, 0.5, 0])
    np.testing.assert_allclose(found["0 and 1"][-1], [2, 2, 0.5, 0])
    np.testing.assert_allclose(found["0 against 1"][-1], [2, -6, 0.5, 0])


def test_principal_paths_lie_on_ellipsoids():
    principal = geometry.principal_components(CENTRE, np.diag(STD**2))
    found = list(paths.principal_paths(principal, 6, 3, 5))
    assert len(found) == 3, "the cloud has three directions"
    assert found[0][0].startswith("PC 1 (76.2%)")
    for _, points in found:
        np.testing.assert_allclose(principal.mahalanobis(points), [3, 1.5, 0, 1.5, 3], atol=1e-5)


@pytest.mark.parametrize("steps", [2, 5])
def test_blends_reach_from_end_to_end(steps):
    first, second = np.zeros((2, 2, 1)), np.full((2, 2, 1), 8)
    found = paths.blend(first, second, steps)
    assert found.shape == (steps, 2, 2, 1)
    np.testing.assert_allclose(found[:, 0, 0, 0], np.linspace(0, 8, steps))
