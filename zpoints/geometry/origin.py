"""Where the origin lies in the cloud: its distances, its nearest vectors, percentiles of zero."""

import copy
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.cloud.moments import PRODUCT_TILE, tiles


def query_rows(vectors: int, count: int, generator: np.random.Generator) -> np.ndarray:
    """Rows of the vectors whose neighbours are looked up beside those of the origin.

    Args:
        vectors: number of vectors in the store.
        count: number of rows to draw; all are taken where there are fewer.
        generator: source of randomness.

    Returns:
        int64 (at most count,), sorted, each once.
    """
    return np.sort(generator.choice(vectors, min(count, vectors), replace=False))


class Surroundings:
    """Nearest vectors of the origin and of some vectors of the cloud, and signs of components.

    All vectors of the store come in blocks. `of` looks at one block and changes nothing, so that
    threads may call it beside each other; `merge` adds what it returned.
    """

    def __init__(self, queries: np.ndarray, rows: np.ndarray, neighbours: int) -> None:
        """Start with no vectors.

        Args:
            queries: vectors of the cloud, (q, z_dim).
            rows: (q,) row of each query in the store: a vector is not its own neighbour.
            neighbours: number of nearest vectors that are looked for.
        """
        points = np.concatenate([np.zeros((1, queries.shape[1])), queries])
        # Distances are taken about the mean of the points: far from the origin,
        # |a|² - 2ab + |b|² would lose the digits that matter.
        self._middle = points.mean(axis=0, dtype=np.float64)
        self._points = points - self._middle
        self._squares = (self._points**2).sum(axis=1)
        self._rows = np.array([-1, *rows])  # the origin is in no row
        self._nearest = np.full((len(points), neighbours), np.inf)
        self.below_zero = np.zeros(queries.shape[1], np.int64)

    def of(self, start: int, block: np.ndarray) -> "Surroundings":
        """Surroundings of the same points in one block of vectors (n, z_dim).

        Args:
            start: row of the first vector in the store.
            block: the vectors.
        """
        part = copy.copy(self)
        part.below_zero = (block < 0).sum(axis=0)
        part._nearest = np.full_like(self._nearest, np.inf)
        for tile in tiles(block, len(self._points), PRODUCT_TILE):
            part._keep_nearest(self._squared_distances(start, tile))
            start += len(tile)
        return part

    def merge(self, other: "Surroundings") -> None:
        """Add the vectors that `other` has seen."""
        self.below_zero = self.below_zero + other.below_zero
        self._keep_nearest(other._nearest)

    @property
    def at_origin(self) -> np.ndarray:
        """Distances from the origin to its nearest vectors, float64 (neighbours,), sorted.

        Infinite where there are fewer vectors.
        """
        return self._distances[0]

    @property
    def in_bulk(self) -> np.ndarray:
        """The same for the queries, float64 (q, neighbours)."""
        return self._distances[1:]

    @property
    def _distances(self) -> np.ndarray:
        return np.sqrt(np.maximum(self._nearest, 0))

    def _squared_distances(self, start: int, tile: np.ndarray) -> np.ndarray:
        """Squared distances of all points from vectors (n, z_dim), infinite from themselves."""
        centred = tile - self._middle
        squared = self._squares[:, None] - 2 * self._points @ centred.T + (centred**2).sum(axis=1)
        own = np.flatnonzero((self._rows >= start) & (self._rows < start + len(tile)))
        squared[own, self._rows[own] - start] = np.inf
        return squared

    def _keep_nearest(self, squared: np.ndarray) -> None:
        """Keep the smallest of the squared distances so far and of further ones, (points, n)."""
        k = self._nearest.shape[1]
        if squared.shape[1] > k:
            squared = np.partition(squared, k - 1, axis=1)[:, :k]
        self._nearest = np.sort(np.concatenate([self._nearest, squared], axis=1), axis=1)[:, :k]


def origin_table(
    cloud: Cloud, distances: Distances, surroundings: Surroundings, dominant: Sequence[bool]
) -> pd.DataFrame:
    """Where the origin lies with respect to the cloud.

    Args:
        cloud: the cloud.
        distances: of its vectors and of the origin from its centre.
        surroundings: of the origin, after all vectors.
        dominant: (z_dim,) which components get a row of their own.

    Returns:
        Columns quantity, component (empty where none is meant), value (empty for a distance to
        more neighbours than there are).
    """
    principal, squared = cloud.principal, distances.squared
    at_origin, in_bulk = surroundings.at_origin, surroundings.in_bulk
    median = math.sqrt(float(squared.quantile(0.5)))
    rows: list[tuple[str, int | None, float]] = [
        ("centre_distance", None, float(np.linalg.norm(cloud.centre))),
        ("participation_ratio", None, principal.participation_ratio),
        ("components_for_90%", None, principal.count_for(0.9)),
        ("components_for_95%", None, principal.count_for(0.95)),
        ("components_for_99%", None, principal.count_for(0.99)),
        ("mahalanobis", None, distances.origin),
        ("mahalanobis_quantile", None, float(squared.share_below(distances.origin**2))),
        ("mahalanobis_median_of_data", None, median),
        ("nearest_distance", None, float(at_origin[0])),
        ("nearest_distance_median_of_data", None, float(np.median(in_bulk[:, 0]))),
        ("nearest_distance_quantile", None, float((in_bulk[:, 0] < at_origin[0]).mean())),
        ("kth_distance", None, float(at_origin[-1])),
        ("kth_distance_median_of_data", None, float(np.median(in_bulk[:, -1]))),
    ]
    rows += [
        ("percentile_of_zero", component, 100 * surroundings.below_zero[component] / cloud.vectors)
        for component in np.flatnonzero(dominant).tolist()
    ]
    table = pd.DataFrame(rows, columns=["quantity", "component", "value"])
    # With fewer vectors than neighbours there is no such distance.
    table["value"] = table["value"].replace(np.inf, np.nan)
    return table.astype({"component": "Int64"})
