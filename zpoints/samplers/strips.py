"""Rows of latent vectors and images along straight paths: through the cloud, and between images."""

from collections.abc import Callable

import numpy as np

from zpoints.cloud.cloud import Cloud, PrincipalComponents

# What stands behind the number of a pair of images.
PATH, BLEND = "latent path", "pixel blend"


def through_centre(
    cloud: Cloud, principal_components: int, sigma: float, steps: int
) -> dict[str, np.ndarray]:
    """Paths through the centre of the cloud, each from -sigma to +sigma standard deviations.

    Four lie in the plane of the two components with the largest share of the mean squared length,
    one along each of the leading principal components.

    Args:
        cloud: of the latent vectors.
        principal_components: number of the last kind of paths, fewer if the cloud has fewer
            directions.
        sigma: reach to either side.
        steps: points on a path, at least 2.

    Returns:
        label to points, float32 (steps, z_dim).
    """
    paths: dict[str, np.ndarray] = {}
    if cloud.z_dim > 1:
        i, j = cloud.by_share[:2]
        paths |= plane_paths(cloud.centre, cloud.std, (i, j), sigma, steps)
    paths |= principal_paths(cloud.principal, principal_components, sigma, steps)
    if not paths:  # one component that is constant
        paths["centre"] = np.repeat(cloud.centre[None].astype(np.float32), steps, axis=0)
    return paths


def plane_paths(
    centre: np.ndarray, std: np.ndarray, pair: tuple[int, int], sigma: float, steps: int
) -> dict[str, np.ndarray]:
    """Four paths in the plane of two components: along each, and along both diagonals.

    The other components stay at their centre.

    Returns:
        label to points, float32 (steps, z_dim).
    """
    i, j = pair
    paths = {}
    for along_i, along_j, label in (
        (1, 0, f"component {i}"),
        (0, 1, f"component {j}"),
        (1, 1, f"{i} and {j}"),
        (1, -1, f"{i} against {j}"),
    ):
        direction = np.zeros(len(centre))
        direction[i] += along_i * std[i]
        direction[j] += along_j * std[j]
        paths[label] = steps_about(centre, direction, sigma, steps)
    return paths


def principal_paths(
    principal: PrincipalComponents, count: int, sigma: float, steps: int
) -> dict[str, np.ndarray]:
    """Paths along the leading principal components, at most as many as the cloud has directions.

    Returns:
        label with the share of the variance, to points, float32 (steps, z_dim).
    """
    total = principal.variance.sum()
    paths = {}
    for k in range(min(count, principal.rank)):
        direction = np.sqrt(principal.variance[k]) * principal.directions[k]
        label = f"PC {k + 1} ({100 * principal.variance[k] / total:.1f} %)"
        paths[label] = steps_about(principal.centre, direction, sigma, steps)
    return paths


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


def between_images(
    images: np.ndarray,
    latents: np.ndarray,
    decode: Callable[[np.ndarray], np.ndarray],
    steps: int,
) -> dict[str, np.ndarray]:
    """Images along the path between the latent vectors of two images, and blends of their pixels.

    Args:
        images: the ends, first and last of each path in turn, uint8 (2 pairs, size, size,
            channels).
        latents: their latent vectors, (2 pairs, z_dim).
        decode: maps latent vectors to images.
        steps: points on a path, at least 2.

    Returns:
        label to uint8 (steps + 2, size, size, channels): a row begins and ends with a real image,
        beside which a latent path has its reconstruction.
    """
    rows = {}
    for k in range(0, len(images), 2):
        first, last = images[k], images[k + 1]
        decoded = decode(blend(latents[k], latents[k + 1], steps))
        blended = blend(first, last, steps).round().astype(np.uint8)
        number = k // 2 + 1
        rows[f"{number}: {PATH}"] = np.concatenate([first[None], decoded, last[None]])
        rows[f"{number}: {BLEND}"] = np.concatenate([first[None], blended, last[None]])
    return rows


def blend(first: np.ndarray, second: np.ndarray, steps: int) -> np.ndarray:
    """Even steps from one array to another, both included, float32 (steps, *shape)."""
    weight = np.linspace(0, 1, steps).reshape(-1, *[1] * first.ndim)
    return ((1 - weight) * first + weight * second).astype(np.float32)
