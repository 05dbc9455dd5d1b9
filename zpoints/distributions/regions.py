"""Why uniform vectors miss the cloud: hits of the region that the z-points fill.

Region(k) holds all x with |x_j - mode_j| <= k * half_width_j for every component j.
"""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd

from zpoints.distributions.modes import reason, without_mode
from zpoints.logs import logger


def reach(vectors: np.ndarray, mode: np.ndarray, half_width: np.ndarray) -> np.ndarray:
    """The smallest k whose region holds each vector: max_j |x_j - mode_j| / half_width_j.

    Args:
        vectors: (n, z_dim).
        mode: (z_dim,).
        half_width: (z_dim,), positive.

    Returns:
        (n,).
    """
    return (np.abs(vectors - mode) / half_width).max(axis=1)


def count_hits(
    blocks: Iterable[np.ndarray], mode: np.ndarray, half_width: np.ndarray, k: Sequence[float]
) -> tuple[int, np.ndarray]:
    """Count vectors that come in blocks, and those of them in Region(k) for several k.

    Args:
        blocks: of vectors (m, z_dim).
        mode: (z_dim,).
        half_width: (z_dim,), positive.
        k: sizes of the region in half widths.

    Returns:
        Number of vectors, and number of hits, int64 (len(k),).
    """
    vectors, hits = 0, np.zeros(len(k), np.int64)
    for block in blocks:
        hits += (reach(block, mode, half_width)[:, None] <= np.asarray(k)).sum(axis=0)
        vectors += len(block)
    return vectors, hits


def log10_probability(b: float, k: float, mode: np.ndarray, half_width: np.ndarray) -> float:
    """log10 of the exact probability that a vector from U[-b, b]^z_dim lies in Region(k).

    The product of overlap_j / (2 b) is taken as a sum of logarithms, which stays finite where the
    product itself would underflow. The result is -inf if the region and the cube do not meet.
    """
    low = np.maximum(mode - k * half_width, -b)
    high = np.minimum(mode + k * half_width, b)
    overlap = high - low
    if (overlap <= 0).any():
        return -math.inf
    return float(np.log10(overlap / (2 * b)).sum())


def log10_share(hits: int, vectors: int) -> float:
    """log10 of the share of hits; -inf if there are none."""
    return math.log10(hits / vectors) if hits else -math.inf


def hits_table(
    latents: Iterable[np.ndarray],
    cube: Callable[[float], Iterable[np.ndarray]],
    mode: np.ndarray,
    half_width: np.ndarray,
    b: Sequence[float],
    k: Sequence[float],
) -> pd.DataFrame:
    """Hits of Region(k) by the latent vectors themselves and by uniform vectors.

    Args:
        latents: blocks of latent vectors (m, z_dim).
        cube: b -> blocks of vectors (m, z_dim) from U[-b, b]^z_dim.
        mode: (z_dim,), NaN where a component has none.
        half_width: (z_dim,), the same.
        b: half sides of the cubes.
        k: sizes of the region in half widths.

    Returns:
        Columns b (NaN for latents), k, vectors, hits, log10_probability (exact for a cube, of the
        share of hits for latents), source ("latents" or "uniform"), missing (components without a
        mode). Where components are missing there is no region: hits and log10_probability are NaN,
        and a warning names the components.
    """
    missing = without_mode(half_width)
    if len(missing):
        logger.warning("hits of regions are left empty: %s", reason(missing))
    vectors, hits = count_hits(latents, mode, half_width, k)
    rows = [
        (math.nan, size, vectors, count, log10_share(count, vectors), "latents")
        for size, count in zip(k, hits, strict=True)
    ]
    for side in b:
        vectors, hits = count_hits(cube(side), mode, half_width, k)
        rows += [
            (side, size, vectors, count, log10_probability(side, size, mode, half_width), "uniform")
            for size, count in zip(k, hits, strict=True)
        ]
        if len(missing) == 0:
            logger.info("b = %g: %s hits for k = %s", side, hits.tolist(), k)
    columns = ["b", "k", "vectors", "hits", "log10_probability", "source"]
    table = pd.DataFrame(rows, columns=columns).assign(missing=len(missing))
    if len(missing):
        table = table.assign(hits=math.nan, log10_probability=math.nan)
    return table


def grid_points(z_dim: int, values: Sequence[int]) -> pd.DataFrame:
    """How many points a regular grid needs with g values per axis: g^z_dim, as log10.

    Returns:
        Columns values_per_axis, log10_points.
    """
    return pd.DataFrame(
        {"values_per_axis": list(values), "log10_points": [z_dim * math.log10(g) for g in values]}
    )
