"""Straight paths through the cloud of latent vectors, and between images."""

from collections.abc import Iterator

import numpy as np

from zpoints.geometry import PrincipalComponents


def steps_about(centre: np.ndarray, direction: np.ndarray, sigma: float, steps: int) -> np.ndarray:
    """Even steps from -sigma to +sigma times a direction, float32 (steps, z_dim).

    Args:
        centre: (z_dim,), the middle of the path.
        direction: (z_dim,), one standard deviation long.
        sigma: reach to either side.
        steps: number of points, at least 2.
    """
    along = np.linspace(-sigma, sigma, steps)[:, None]
    return (centre + along * direction).astype(np.float32)


def plane_paths(
    centre: np.ndarray, std: np.ndarray, pair: tuple[int, int], sigma: float, steps: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Four paths in the plane of two components: along each, and along both diagonals.

    The other components stay at their centre.

    Yields:
        label and points, float32 (steps, z_dim).
    """
    i, j = pair
    for a, b, label in (
        (1, 0, f"component {i}"),
        (0, 1, f"component {j}"),
        (1, 1, f"{i} and {j}"),
        (1, -1, f"{i} against {j}"),
    ):
        direction = np.zeros(len(centre))
        direction[i] += a * std[i]
        direction[j] += b * std[j]
        yield label, steps_about(centre, direction, sigma, steps)


def principal_paths(
    principal: PrincipalComponents, count: int, sigma: float, steps: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Paths along the leading principal components, at most as many as the cloud has directions.

    Yields:
        label with the share of the variance, and points, float32 (steps, z_dim).
    """
    total = principal.variance.sum()
    for k in range(min(count, principal.rank)):
        direction = np.sqrt(principal.variance[k]) * principal.directions[k]
        label = f"PC {k + 1} ({principal.variance[k] / total:.1%})"
        yield label, steps_about(principal.centre, direction, sigma, steps)


def blend(first: np.ndarray, second: np.ndarray, steps: int) -> np.ndarray:
    """Even steps from one array to another, both included, float32 (steps, *shape)."""
    weight = np.linspace(0, 1, steps).reshape(-1, *[1] * first.ndim)
    return ((1 - weight) * first + weight * second).astype(np.float32)
