"""Fidelity and variety of a set of images, from their nearest neighbours in a feature space."""

import numpy as np
from scipy.spatial.distance import cdist


def neighbour_scores(real: np.ndarray, drawn: np.ndarray, k: int) -> dict[str, float | None]:
    """Precision, recall (Kynkäänniemi et al. 2019), density, coverage (Naeem et al. 2020).

    Around each point lies a ball that reaches to its k-th neighbour in its own set. Precision is
    the share of drawn points that lie in a ball of a real one; recall is the share of real points
    that lie in a ball of a drawn one. Density is the mean number of real balls around a drawn
    point, over k: 1 for equal distributions, possibly more. Coverage is the share of real balls
    that hold a drawn point. Balls are closed. If a set has k points or fewer, k is lowered to the
    size of the smaller set less one.

    Args:
        real: (n, d).
        drawn: (m, d).
        k: number of neighbours.

    Returns:
        precision, recall, density, coverage; None where a set has fewer than two points. Three
        matrices of distances are held in memory.
    """
    k = min(k, len(real) - 1, len(drawn) - 1)
    if k < 1:
        return dict.fromkeys(("precision", "recall", "density", "coverage"))
    distances = cdist(real, drawn)
    in_real = distances <= _reach(real, k)[:, None]
    in_drawn = distances <= _reach(drawn, k)
    return {
        "precision": float(in_real.any(axis=0).mean()),
        "recall": float(in_drawn.any(axis=1).mean()),
        "density": float(in_real.sum(axis=0).mean()) / k,
        "coverage": float(in_real.any(axis=1).mean()),
    }


def _reach(points: np.ndarray, k: int) -> np.ndarray:
    """Distance of each point to its k-th neighbour, (n,)."""
    distances = cdist(points, points)
    np.fill_diagonal(distances, np.inf)
    return np.partition(distances, k - 1, axis=1)[:, k - 1]
