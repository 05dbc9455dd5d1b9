"""How far two trainings of one architecture give different clouds of latent vectors.

Components are numbered anew by every training, so spectra are compared sorted. The yardstick is
the distance between two subsets of one training: what sampling alone gives.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from zpoints.distributions import lengths

Take = Callable[[np.ndarray], np.ndarray]


def spreads(vectors: np.ndarray) -> np.ndarray:
    """Standard deviations of the components, the largest first, float64 (z_dim,)."""
    return np.sort(vectors.std(axis=0, dtype=np.float64))[::-1]


def cloud_distances(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """Wasserstein-1 distances between two clouds, in units of the latent space.

    Args:
        first: (m, z_dim).
        second: (k, z_dim).

    Returns:
        component_std: between the sorted standard deviations of the components, the mean
        difference; radius: between the distributions of the vectors' lengths.
    """
    return {
        "component_std": float(np.abs(spreads(first) - spreads(second)).mean()),
        "radius": float(stats.wasserstein_distance(lengths(first), lengths(second))),
    }


def compare(
    first: Take, second: Take, rows: int, vectors: int, subsets: int, generator: np.random.Generator
) -> pd.DataFrame:
    """Distances between two trainings, beside those between subsets of one training.

    Each time two disjoint subsets of the images are drawn. The trainings are compared on the same
    images, so that no chance of the draw adds to their distance.

    Args:
        first: gives the latent vectors (m, z_dim) of the rows (m,) by the first training.
        second: the same by the second.
        rows: number of images.
        vectors: in a subset, at most half of the rows.
        subsets: how often subsets are drawn, at least 2.
        generator: of random numbers.

    Returns:
        Columns quantity, distance, distance_std (over the draws), subset_distance,
        subset_distance_std, ratio, vectors, subsets.
    """
    size = max(1, min(vectors, rows // 2))
    between, within = [], []
    for _ in range(subsets):
        drawn = generator.choice(rows, 2 * size, replace=False)
        parts = np.sort(drawn[:size]), np.sort(drawn[size:])
        clouds = [[take(part) for part in parts] for take in (first, second)]
        between += [cloud_distances(clouds[0][k], clouds[1][k]) for k in (0, 1)]
        within += [cloud_distances(*pair) for pair in clouds]
    between, within = pd.DataFrame(between), pd.DataFrame(within)
    ratio = between.mean() / within.mean().replace(0, np.nan)
    return pd.DataFrame(
        {
            "quantity": between.columns,
            "distance": between.mean().to_numpy(),
            "distance_std": between.std().to_numpy(),
            "subset_distance": within.mean().to_numpy(),
            "subset_distance_std": within.std().to_numpy(),
            "ratio": ratio.to_numpy(),
            "vectors": size,
            "subsets": subsets,
        }
    )


def differ(row: pd.Series) -> bool:
    """Whether trainings are further apart than subsets by three standard deviations of both."""
    error = np.hypot(row["distance_std"], row["subset_distance_std"])
    return bool(row["distance"] > row["subset_distance"] + 3 * error)
