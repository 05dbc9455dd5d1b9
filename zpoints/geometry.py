"""Shape of the cloud of latent vectors: principal components, centre, neighbours, normality."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from zpoints.statistics import LengthStatistics, MardiaMoments

# Directions with less than this share of the largest variance are rounding, not data.
RANK_TOLERANCE = 1e-10


@dataclass(frozen=True)
class PrincipalComponents:
    """Principal components of a cloud, the largest variance first.

    centre: (z_dim,); variance: (z_dim,), never negative; directions: (z_dim, z_dim), one a row.
    """

    centre: np.ndarray
    variance: np.ndarray
    directions: np.ndarray

    @property
    def rank(self) -> int:
        """Number of directions in which the cloud extends at all."""
        largest = self.variance[0]
        return int((self.variance > largest * RANK_TOLERANCE).sum()) if largest > 0 else 0

    @property
    def participation_ratio(self) -> float:
        """(Σ λ)² / Σ λ²: the number of equal variances that would spread alike; 0 for a point."""
        squares = float((self.variance**2).sum())
        return float(self.variance.sum()) ** 2 / squares if squares > 0 else 0.0

    def count_for(self, share: float) -> int:
        """Least number of components that hold this share of the variance."""
        total = self.variance.sum()
        if total == 0:
            return 0
        cumulative = np.cumsum(self.variance) / total
        return int(np.searchsorted(cumulative, share * (1 - 1e-12)) + 1)

    def whiten(self, vectors: np.ndarray, count: int | None = None) -> np.ndarray:
        """Coordinates along the leading `count` directions (rank, if None) in units of their std.

        Args:
            vectors: (n, z_dim).
            count: at most the rank.

        Returns:
            float64 (n, count).
        """
        count = self.rank if count is None else min(count, self.rank)
        projected = (vectors - self.centre) @ self.directions[:count].T
        return projected / np.sqrt(self.variance[:count])

    def mahalanobis(self, vectors: np.ndarray) -> np.ndarray:
        """Mahalanobis distance from the centre within the cloud's own directions, float64 (n,)."""
        return np.sqrt((self.whiten(vectors) ** 2).sum(axis=1))

    def table(self) -> pd.DataFrame:
        """Columns rank, variance, cumulative (share of all variance up to this rank)."""
        total = self.variance.sum()
        cumulative = np.cumsum(self.variance) / total if total > 0 else np.zeros_like(self.variance)
        return pd.DataFrame(
            {
                "rank": np.arange(1, len(self.variance) + 1),
                "variance": self.variance,
                "cumulative": cumulative,
            }
        )


def principal_components(centre: np.ndarray, covariance: np.ndarray) -> PrincipalComponents:
    """Principal components from a mean (z_dim,) and a covariance (z_dim, z_dim)."""
    variance, directions = np.linalg.eigh(covariance)
    # The sign of an eigenvector is arbitrary: its largest entry is made positive.
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(len(variance))])
    return PrincipalComponents(
        centre=centre,
        variance=np.maximum(variance[::-1], 0),
        directions=(directions * signs).T[::-1],
    )


def nearest_distances(
    queries: np.ndarray, blocks: Iterable[tuple[int, np.ndarray]], rows: np.ndarray, k: int
) -> np.ndarray:
    """Distances to the k nearest vectors of a store, found by going through all of them.

    Args:
        queries: (q, z_dim).
        blocks: (first row, vectors) of the store.
        rows: (q,) row of each query in the store, which is not its own neighbour; -1 for points
            that are not in it.
        k: number of neighbours.

    Returns:
        float64 (q, k), sorted; infinite where the store has fewer vectors.
    """
    # Distances are taken about the queries' mean: far from the origin, |a|² - 2ab + |b|² would
    # lose the digits that matter.
    middle = queries.mean(axis=0, dtype=np.float64)
    near = queries - middle
    squares = (near**2).sum(axis=1)
    best = np.full((len(queries), k), np.inf)
    for start, block in blocks:
        centred = block - middle
        distances = squares[:, None] - 2 * near @ centred.T + (centred**2).sum(axis=1)
        own = np.flatnonzero((rows >= start) & (rows < start + len(block)))
        distances[own, rows[own] - start] = np.inf
        smallest = np.partition(distances, min(k, len(block)) - 1, axis=1)[:, :k]
        best = np.sort(np.concatenate([best, smallest], axis=1), axis=1)[:, :k]
    return np.sqrt(np.maximum(best, 0))


class CloudShape:
    """Distances, signs and higher moments of a cloud's vectors, which come in blocks.

    Shapes of disjoint sets of vectors, seen with the same principal components, can be merged.
    """

    def __init__(
        self, principal: PrincipalComponents, leading: int, outlier_sigma: float = 3
    ) -> None:
        """Start with no vectors.

        Args:
            principal: of the cloud.
            leading: principal components in the multivariate test; at most the rank is taken.
            outlier_sigma: vectors with a larger leading coordinate, in units of its standard
                deviation, are no part of the core.
        """
        self.principal = principal
        self.leading = min(leading, principal.rank)
        self.outlier_sigma = outlier_sigma
        self.below_zero = np.zeros(len(principal.centre), np.int64)
        self.squared_distances = LengthStatistics()
        self.everything = MardiaMoments(self.leading)
        self.core = MardiaMoments(self.leading)

    def update(self, block: np.ndarray) -> None:
        """Add vectors, shape (n, z_dim)."""
        whitened = self.principal.whiten(block)
        self.squared_distances.update((whitened**2).sum(axis=1))
        self.below_zero += (block < 0).sum(axis=0)
        coordinates = whitened[:, : self.leading]
        self.everything.update(coordinates)
        self.core.update(coordinates[(np.abs(coordinates) <= self.outlier_sigma).all(axis=1)])

    def merge(self, other: "CloudShape") -> None:
        """Add the vectors that `other` has seen."""
        self.below_zero = self.below_zero + other.below_zero
        self.squared_distances.merge(other.squared_distances)
        self.everything.merge(other.everything)
        self.core.merge(other.core)


def origin_table(
    shape: CloudShape,
    at_origin: np.ndarray,
    in_bulk: np.ndarray,
    dominant: Sequence[bool],
) -> pd.DataFrame:
    """Where the origin lies with respect to the cloud.

    Args:
        shape: of the cloud.
        at_origin: (k,) distances from the origin to its nearest vectors.
        in_bulk: (q, k) the same for vectors of the cloud.
        dominant: (z_dim,) which components are named.

    Returns:
        Columns quantity, component (empty where none is meant), value.
    """
    principal, squared = shape.principal, shape.squared_distances
    origin = np.zeros((1, len(principal.centre)))
    distance = float(principal.mahalanobis(origin)[0])
    rows: list[tuple[str, int | None, float]] = [
        ("centre_distance", None, float(np.linalg.norm(principal.centre))),
        ("participation_ratio", None, principal.participation_ratio),
        *((f"components_for_{s:.0%}", None, principal.count_for(s)) for s in (0.9, 0.95, 0.99)),
        ("mahalanobis", None, distance),
        ("mahalanobis_quantile", None, float(squared.share_below(distance**2))),
        ("mahalanobis_median_of_data", None, math.sqrt(float(squared.quantile(0.5)))),
        ("nearest_distance", None, float(at_origin[0])),
        ("nearest_distance_median_of_data", None, float(np.median(in_bulk[:, 0]))),
        ("nearest_distance_quantile", None, float((in_bulk[:, 0] < at_origin[0]).mean())),
        ("kth_distance", None, float(at_origin[-1])),
        ("kth_distance_median_of_data", None, float(np.median(in_bulk[:, -1]))),
    ]
    rows += [
        ("percentile_of_zero", component, 100 * shape.below_zero[component] / squared.vectors)
        for component in np.flatnonzero(dominant)
    ]
    table = pd.DataFrame(rows, columns=["quantity", "component", "value"])
    # With fewer vectors than neighbours there is no such distance.
    table["value"] = table["value"].replace(np.inf, np.nan)
    return table.astype({"component": "Int64"})


def normality_table(components: pd.DataFrame, shape: CloudShape) -> pd.DataFrame:
    """How far the cloud is from a Gaussian: marginals, distances, leading principal components.

    Args:
        components: table with skewness and excess_kurtosis.
        shape: of the cloud.

    Returns:
        Columns test, vectors, dimensions, statistic, expected, p_value. For "marginals" the
        statistic is the share of components that Jarque and Bera's test does not reject at the
        level 0.01 / components; "near_gaussian_marginals" is the share with |skewness| <= 0.5 and
        |excess kurtosis| <= 1. Mahalanobis distances squared are compared with chi-square of as
        many degrees of freedom as the cloud has directions; Mardia's tests look at the leading
        principal components, of all vectors and of those without outliers.
    """
    squared, rank = shape.squared_distances, shape.principal.rank
    n = squared.vectors
    skewness = components["skewness"].to_numpy()
    kurtosis = components["excess_kurtosis"].to_numpy()
    varies = np.isfinite(skewness)
    count = int(varies.sum())
    jarque_bera = n / 6 * (skewness[varies] ** 2 + kurtosis[varies] ** 2 / 4)
    kept = special.chdtrc(2, jarque_bera) > 0.01 / max(count, 1)
    near = (np.abs(skewness[varies]) <= 0.5) & (np.abs(kurtosis[varies]) <= 1)
    share = [float(x.mean()) if count else math.nan for x in (kept, near)]
    distance = (math.nan, math.nan)
    if rank:
        distance = squared.kolmogorov_smirnov(lambda value: special.chdtr(rank, value))
    rows: list[tuple] = [
        ("marginals", n, count, share[0], 1.0, math.nan),
        ("near_gaussian_marginals", n, count, share[1], 1.0, math.nan),
        ("mahalanobis2_mean", n, rank, squared.mean, float(rank), math.nan),
        ("mahalanobis2_std", n, rank, squared.std, math.sqrt(2 * rank), math.nan),
        ("mahalanobis2_kolmogorov_smirnov", n, rank, distance[0], 0.0, distance[1]),
    ]
    for name, moments in (
        ("all", shape.everything),
        (f"within_{shape.outlier_sigma:g}_sigma", shape.core),
    ):
        test = moments.result()
        for kind in ("skewness", "kurtosis"):
            rows.append(
                (
                    f"mardia_{kind}_{name}",
                    *(test["vectors"], test["dimensions"]),
                    *(test[kind], 0.0, test[f"{kind}_p"]),
                )
            )
    columns = ["test", "vectors", "dimensions", "statistic", "expected", "p_value"]
    return pd.DataFrame(rows, columns=columns)
