"""Distances between two clouds of latent vectors, and between two subsets of one.

Components are numbered anew by every training, so spectra are compared sorted. The yardstick is
the distance between two subsets of one training: what sampling alone gives.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from zpoints.cloud.lengths import lengths

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
    of_trainings, of_subsets = [], []
    for _ in range(subsets):
        drawn = generator.choice(rows, 2 * size, replace=False)
        halves = np.sort(drawn[:size]), np.sort(drawn[size:])
        clouds = [[take(half) for half in halves] for take in (first, second)]
        of_trainings += [cloud_distances(clouds[0][k], clouds[1][k]) for k in (0, 1)]
        of_subsets += [cloud_distances(*pair) for pair in clouds]
    between, within = pd.DataFrame(of_trainings), pd.DataFrame(of_subsets)
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


def spectra(
    first: Take, second: Take, rows: int, vectors: int, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Spreads and lengths of the same images' vectors by two between.

    Args:
        first: gives the latent vectors (m, z_dim) of the rows (m,) by the first training.
        second: the same by the second.
        rows: number of images.
        vectors: drawn of them, at most all.
        generator: of random numbers.

    Returns:
        spreads: of the components, the largest first, float64 (2, z_dim); lengths: of the vectors,
        float64 (2, m).
    """
    subset = np.sort(generator.choice(rows, min(rows, vectors), replace=False))
    clouds = first(subset), second(subset)
    return {
        "spreads": np.array([spreads(cloud) for cloud in clouds]),
        "lengths": np.array([lengths(cloud) for cloud in clouds]),
    }
