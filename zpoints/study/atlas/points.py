"""Latent vectors as points of the page: whole numbers along the cloud's principal directions.

A vector is `centre + step * point @ directions`. Rounded to 0.007 of the widest direction's spread,
decoded images are off by about one grey level of 255, as long as all directions are kept.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from zpoints.cloud.cloud import PrincipalComponents

# Of the first direction's standard deviation.
STEP = 0.007
# Directions in which all vectors of a large study are known, and their reach in standard
# deviations: enough to draw how densely they lie.
COARSE, REACH = 8, 5.0
LARGEST = np.iinfo(np.int16).max


class Points(NamedTuple):
    """Points of a case.

    coordinates: float32 (n, z_dim) along the principal directions; coarse: uint8 (COARSE or fewer,
    vectors), all vectors, 0 to 255 from -REACH to REACH standard deviations, direction by
    direction; None where all vectors are points.
    """

    coordinates: np.ndarray
    coarse: np.ndarray | None


def points(
    blocks: Iterable[tuple[int, np.ndarray]],
    principal: PrincipalComponents,
    rows: np.ndarray,
    vectors: int,
) -> Points:
    """Points of a case in one pass over its vectors; memory is bounded by a block and the result.

    Args:
        blocks: (first row, vectors (m, z_dim)) of all vectors in order.
        principal: of the cloud.
        rows: of the vectors that are points, sorted.
        vectors: their number in all blocks.
    """
    z_dim = len(principal.centre)
    coordinates = np.empty((len(rows), z_dim), np.float32)
    all_known = len(rows) == vectors
    coarse = None if all_known else np.empty((min(COARSE, z_dim), vectors), np.uint8)
    for start, block in blocks:
        first, last = np.searchsorted(rows, (start, start + len(block)))
        chosen = block[rows[first:last] - start]
        coordinates[first:last] = along(chosen, principal)
        if coarse is not None:
            leading = (block - principal.centre) @ principal.directions[: len(coarse)].T
            coarse[:, start : start + len(block)] = coarsely(leading, principal.variance).T
    return Points(coordinates, coarse)


def along(vectors: np.ndarray, principal: PrincipalComponents) -> np.ndarray:
    """Coordinates of vectors (n, z_dim) along all principal directions, float64 (n, z_dim)."""
    return (vectors - principal.centre) @ principal.directions.T


def coarsely(coordinates: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Coordinates (n, m) along the leading m directions in 256 steps, uint8 (n, m)."""
    std = np.sqrt(variance[: coordinates.shape[1]])
    scaled = np.divide(coordinates, std, out=np.zeros(coordinates.shape), where=std > 0)
    return np.rint((np.clip(scaled, -REACH, REACH) + REACH) * (255 / (2 * REACH))).astype(np.uint8)


def step_for(coordinates: np.ndarray, principal: PrincipalComponents) -> float:
    """Step of the whole numbers: STEP, or as much more as the farthest coordinate needs."""
    step = STEP * float(np.sqrt(principal.variance[0]))
    farthest = float(np.abs(coordinates).max(initial=0))
    return max(step, farthest / LARGEST) or 1.0


def whole_numbers(coordinates: np.ndarray, step: float) -> np.ndarray:
    """Coordinates as multiples of a step, int16 of their shape."""
    return np.clip(np.rint(coordinates / step), -LARGEST, LARGEST).astype(np.int16)


def nearest(coordinates: np.ndarray, queries: int) -> np.ndarray:
    """Distance from some points to the nearest other one, float64 (min(n, queries),).

    Args:
        coordinates: (n, z_dim) of all points, n at least 2.
        queries: points that are looked at, spread evenly over all.
    """
    exact = coordinates.astype(np.float64)
    chosen = np.linspace(0, len(exact) - 1, min(len(exact), queries)).round().astype(int)
    squares = (exact**2).sum(axis=1)
    squared = squares[chosen, None] - 2 * exact[chosen] @ exact.T + squares
    squared[np.arange(len(chosen)), chosen] = np.inf
    return np.sqrt(np.maximum(squared.min(axis=1), 0))
