"""How far the cloud is from a Gaussian: marginals, distances, leading principal components."""

import copy
import math

import numpy as np
import pandas as pd
from scipy import special, stats

from zpoints.cloud.cloud import PrincipalComponents
from zpoints.cloud.distances import Distances
from zpoints.cloud.moments import PRODUCT_TILE, tiles

# A correlation matrix whose eigenvalues have a smaller ratio is taken for singular: fourth moments
# lose digits with its square.
SINGULAR = 1e-6


class MardiaMoments:
    """Moments of small vectors for Mardia's test of multivariate normality (Mardia 1970).

    Skewness is the squared norm of the third-moment tensor of the whitened vectors, kurtosis the
    mean of their fourth power of length: sums over vectors instead of over all pairs of them. The
    whitening is not known before the end, so full tensors are kept, about the mean: p⁴ / 4
    numbers for p dimensions.
    """

    def __init__(self, dimensions: int) -> None:
        """Start with no vectors of `dimensions` components."""
        self.dimensions = dimensions
        self.vectors = 0
        self.mean = np.zeros(dimensions)
        # Products of two components, each pair once, stand in the order of these.
        self._pairs = np.triu_indices(dimensions)
        pairs = len(self._pairs[0])
        # With z the deviation from the mean and v its pairs, sums of: zz', vz', vv'.
        self.second = np.zeros((dimensions, dimensions))
        self.third = np.zeros((pairs, dimensions))
        self.fourth = np.zeros((pairs, pairs))

    @classmethod
    def of(cls, vectors: np.ndarray) -> "MardiaMoments":
        """Moments of vectors (n, dimensions) that are at hand together."""
        moments = cls(vectors.shape[1])
        if len(vectors) == 0:
            return moments
        moments.vectors = len(vectors)
        # Differences from one of the vectors are exactly 0 where all are equal.
        origin = vectors[0].astype(np.float64)
        moments.mean = origin + (vectors - origin).mean(axis=0)
        first, second = moments._pairs
        for tile in tiles(vectors, len(first), PRODUCT_TILE):
            deviation = tile - moments.mean
            pairs = deviation[:, first] * deviation[:, second]
            moments.second += deviation.T @ deviation
            moments.third += pairs.T @ deviation
            moments.fourth += pairs.T @ pairs
        return moments

    def merge(self, other: "MardiaMoments") -> None:
        """Add the vectors that `other` has seen."""
        if other.vectors == 0:
            return
        total = self.vectors + other.vectors
        mean = self.mean + (other.mean - self.mean) * (other.vectors / total)
        ours, theirs = self._about(mean), other._about(mean)
        self.second, self.third, self.fourth = (a + b for a, b in zip(ours, theirs, strict=True))
        self.vectors, self.mean = total, mean

    def result(self) -> dict[str, float]:
        """Outcome of the test.

        Returns:
            vectors, dimensions, skewness, skewness_p, kurtosis (its excess over p (p + 2)),
            kurtosis_p; NaN where there are too few vectors or all lie in a subspace.
        """
        n, p = self.vectors, self.dimensions
        result = {"vectors": n, "dimensions": p}
        undefined = dict.fromkeys(("skewness", "skewness_p", "kurtosis", "kurtosis_p"), math.nan)
        if p == 0 or n <= p + 1:
            return result | undefined
        std = np.sqrt(np.diag(self.second) / n)
        if (std == 0).any():
            return result | undefined
        # The test does not depend on scales, but the precision of the inversion does.
        variance, directions = np.linalg.eigh(self.second / n / np.outer(std, std))
        if variance[0] < SINGULAR * variance[-1]:
            return result | undefined
        whitening = directions / np.sqrt(variance) / std[:, None]
        first, second = self._pairs
        tensor = np.empty((p, p, p))
        tensor[first, second] = tensor[second, first] = self.third
        for _ in range(3):  # whitens the first axis, and moves it to the end
            tensor = np.tensordot(tensor, whitening, (0, 0))
        skewness = float((tensor**2).sum()) / n**2
        # A pair of two components stands for both of its orders.
        weights = (whitening @ whitening.T)[first, second] * np.where(first == second, 1, 2)
        excess = float(weights @ self.fourth @ weights) / n - p * (p + 2)
        degrees = p * (p + 1) * (p + 2) / 6
        return result | {
            "skewness": skewness,
            "skewness_p": float(stats.chi2.sf(n * skewness / 6, degrees)),
            "kurtosis": excess,
            "kurtosis_p": float(2 * stats.norm.sf(abs(excess) / math.sqrt(8 * p * (p + 2) / n))),
        }

    def _about(self, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The sums of zz', vz' and vv' about another centre than the mean.

        With z + d in place of z, v becomes v + Lz + q; sums of z alone vanish about the mean.
        """
        n, d = self.vectors, self.mean - centre
        first, second = self._pairs
        rows = np.arange(len(first))
        linear = np.zeros_like(self.third)
        linear[rows, first] += d[second]
        linear[rows, second] += d[first]
        q, v = d[first] * d[second], self.second[first, second]
        mixed = self.third @ linear.T
        return (
            self.second + n * np.outer(d, d),
            self.third + np.outer(v, d) + linear @ self.second + n * np.outer(q, d),
            self.fourth
            + (mixed + mixed.T)
            + linear @ self.second @ linear.T
            + (np.outer(v, q) + np.outer(q, v))
            + n * np.outer(q, q),
        )


class LeadingMoments:
    """Moments of a cloud's leading principal components, of all vectors and of its core.

    A vector with a leading coordinate far out is no part of the core. Moments of disjoint sets of
    vectors can be merged.
    """

    def __init__(self, principal: PrincipalComponents, leading: int, outlier_sigma: float) -> None:
        """Start with no vectors.

        Args:
            principal: principal components of the cloud.
            leading: number of components; at most the rank is taken.
            outlier_sigma: largest coordinate of the core, in standard deviations.
        """
        self.principal = principal
        self.leading = min(leading, principal.rank)
        self.outlier_sigma = outlier_sigma
        self.whole = MardiaMoments(self.leading)
        self.core = MardiaMoments(self.leading)

    def of(self, block: np.ndarray) -> "LeadingMoments":
        """Moments of vectors (n, z_dim) alone, by the same principal components."""
        coordinates = self.principal.whiten(block, self.leading)
        inside = (np.abs(coordinates) <= self.outlier_sigma).all(axis=1)
        part = copy.copy(self)
        part.whole = MardiaMoments.of(coordinates)
        part.core = MardiaMoments.of(coordinates[inside])
        return part

    def merge(self, other: "LeadingMoments") -> None:
        """Add the vectors that `other` has seen."""
        self.whole.merge(other.whole)
        self.core.merge(other.core)


def normality_table(
    components: pd.DataFrame, distances: Distances, moments: LeadingMoments
) -> pd.DataFrame:
    """How far the cloud is from a Gaussian: marginals, distances, leading principal components.

    Args:
        components: table of the components, with skewness and excess_kurtosis.
        distances: of the cloud's vectors from its centre.
        moments: of the leading principal components.

    Returns:
        Columns test, vectors, dimensions, statistic, expected, p_value. For "marginals" the
        statistic is the share of components that Jarque and Bera's test does not reject at the
        level 0.01 / components; "near_gaussian_marginals" is the share with |skewness| <= 0.5 and
        |excess kurtosis| <= 1. Squared Mahalanobis distances are compared with chi-square of as
        many degrees of freedom as the cloud has directions; Mardia's tests look at the leading
        principal components, of all vectors and of those without outliers.
    """
    squared, rank = distances.squared, distances.rank
    n = squared.vectors
    skewness = components["skewness"].to_numpy()
    kurtosis = components["excess_kurtosis"].to_numpy()
    varies = np.isfinite(skewness)
    count = int(varies.sum())
    jarque_bera = n / 6 * (skewness[varies] ** 2 + kurtosis[varies] ** 2 / 4)
    passing = special.chdtrc(2, jarque_bera) > 0.01 / max(count, 1)
    near = (np.abs(skewness[varies]) <= 0.5) & (np.abs(kurtosis[varies]) <= 1)
    share_passing, share_near = (float(x.mean()) if count else math.nan for x in (passing, near))
    largest, p_value = math.nan, math.nan
    if rank:
        largest, p_value = squared.kolmogorov_smirnov(lambda value: special.chdtr(rank, value))
    rows: list[tuple] = [
        ("marginals", n, count, share_passing, 1.0, math.nan),
        ("near_gaussian_marginals", n, count, share_near, 1.0, math.nan),
        ("mahalanobis2_mean", n, rank, squared.mean, float(rank), math.nan),
        ("mahalanobis2_std", n, rank, squared.std, math.sqrt(2 * rank), math.nan),
        ("mahalanobis2_kolmogorov_smirnov", n, rank, largest, 0.0, p_value),
    ]
    for name, part in (
        ("all", moments.whole),
        (f"within_{moments.outlier_sigma:g}_sigma", moments.core),
    ):
        test = part.result()
        vectors, dimensions = test["vectors"], test["dimensions"]
        for kind in ("skewness", "kurtosis"):
            row = (f"mardia_{kind}_{name}", vectors, dimensions, test[kind], 0.0, test[f"{kind}_p"])
            rows.append(row)
    columns = ["test", "vectors", "dimensions", "statistic", "expected", "p_value"]
    return pd.DataFrame(rows, columns=columns)
