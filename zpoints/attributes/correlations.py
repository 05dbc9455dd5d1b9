"""Correlations of components and principal directions with attributes of the images."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from zpoints.cloud.cloud import PrincipalComponents

KINDS = ("component", "direction")
COLUMNS = ("attribute", "kind", "index", "r", "vectors", "p_value", "q_value", "significant")
# Through two points there is always a line.
LEAST_VECTORS = 3


class CrossCorrelation:
    """Pearson's r of every column of x with every column of y, over rows that come in blocks.

    Each column of y counts only the rows in which it is finite, so missing values are left out
    pairwise. For a column of 0 and 1 this is the point-biserial r. Sums are kept in float64 about
    the means and merged pairwise (Chan, Golub and LeVeque 1983): correlations of disjoint sets of
    rows can be merged, and a constant column has a variance of exactly 0.
    """

    def __init__(self, x_columns: int, y_columns: int) -> None:
        """Start with no rows."""
        shape = (y_columns, x_columns)
        # Each column of y has its own rows, hence its own moments of x.
        self.vectors = np.zeros(y_columns, np.int64)
        self.x_mean, self.y_mean = np.zeros(shape), np.zeros(y_columns)
        # Sums of squares and of products of deviations from the means.
        self.x_squares, self.y_squares = np.zeros(shape), np.zeros(y_columns)
        self.products = np.zeros(shape)

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray) -> "CrossCorrelation":
        """Correlation of columns that are at hand together.

        Args:
            x: (n, x_columns), finite.
            y: (n, y_columns); what is not finite is unknown.
        """
        result = cls(x.shape[1], y.shape[1])
        known = np.isfinite(y)
        # Columns that are known in the same rows are worked on together; these are all columns if
        # no value is missing.
        patterns, group = np.unique(known, axis=1, return_inverse=True)
        for number, rows in enumerate(patterns.T):
            count = int(rows.sum())
            if count == 0:
                continue
            columns = np.flatnonzero(group.ravel() == number)
            x_mean, x_deviation = _centred(x[rows])
            y_mean, y_deviation = _centred(y[np.ix_(rows, columns)])
            result.vectors[columns] = count
            result.x_mean[columns], result.y_mean[columns] = x_mean, y_mean
            result.x_squares[columns] = np.einsum("ij,ij->j", x_deviation, x_deviation)
            result.y_squares[columns] = np.einsum("ij,ij->j", y_deviation, y_deviation)
            result.products[columns] = y_deviation.T @ x_deviation
        return result

    def merge(self, other: "CrossCorrelation") -> None:
        """Add the rows that `other` has seen."""
        total = self.vectors + other.vectors
        share = other.vectors / np.maximum(total, 1)
        weight = self.vectors * share
        x_delta, y_delta = other.x_mean - self.x_mean, other.y_mean - self.y_mean
        self.products += other.products + x_delta * (weight * y_delta)[:, None]
        self.x_squares += other.x_squares + x_delta**2 * weight[:, None]
        self.y_squares += other.y_squares + y_delta**2 * weight
        self.x_mean += x_delta * share[:, None]
        self.y_mean += y_delta * share
        self.vectors = total

    @property
    def r(self) -> np.ndarray:
        """Pearson's r in [-1, 1], float64 (y_columns, x_columns).

        NaN where either is constant or fewer than three rows are known.
        """
        spread = np.sqrt(self.x_squares) * np.sqrt(self.y_squares)[:, None]
        spread[self.vectors < LEAST_VECTORS] = 0
        r = np.full(self.products.shape, np.nan)
        np.divide(self.products, spread, out=r, where=spread > 0)
        return np.clip(r, -1, 1)


def _centred(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means of the columns and deviations from them, exactly 0 where all values are equal."""
    deviation = values - values[0].astype(np.float64)
    shift = deviation.mean(axis=0)
    deviation -= shift
    return values[0] + shift, deviation


def coordinates(principal: PrincipalComponents, vectors: np.ndarray) -> np.ndarray:
    """Components of vectors, then their coordinates along the principal directions.

    Args:
        principal: of the cloud.
        vectors: (n, z_dim).

    Returns:
        float64 (n, z_dim + rank). Coordinates are in units of their standard deviation, which does
        not change r.
    """
    return np.hstack([vectors, principal.whiten(vectors)])


def table(
    correlation: CrossCorrelation, attributes: Sequence[str], z_dim: int, alpha: float
) -> pd.DataFrame:
    """One row for each attribute with each component and each principal direction.

    Args:
        correlation: of `coordinates` with the attributes.
        attributes: their names.
        z_dim: number of components.
        alpha: level of significance of the whole table, shared among its tests (Bonferroni).

    Returns:
        COLUMNS, sorted by attribute, kind and |r|, the strongest first. index: number of the
        component, or rank of the principal direction from 1; vectors: number of those whose
        attribute is known; p_value: two-sided, of a Gaussian without correlation; q_value: p_value
        adjusted for the false discovery rate (Benjamini and Hochberg 1995). r, p_value and q_value
        are NaN where r is not defined, also for directions beyond the cloud's rank; these count as
        no tests.
    """
    # Imported here, because it takes longer to load than most jobs take to count.
    from scipy import stats

    r = np.full((len(attributes), 2 * z_dim), np.nan)
    r[:, : correlation.r.shape[1]] = correlation.r
    vectors = np.repeat(correlation.vectors, 2 * z_dim)
    numbers = np.concatenate([np.arange(z_dim), np.arange(1, z_dim + 1)])
    result = pd.DataFrame(
        {
            "attribute": np.repeat(np.array(attributes, dtype=object), 2 * z_dim),
            "kind": np.tile(np.repeat(KINDS, z_dim), len(attributes)),
            "index": np.tile(numbers, len(attributes)),
            "r": r.ravel(),
            "vectors": vectors,
        }
    )
    tested = np.isfinite(result["r"].to_numpy())
    p_value, q_value = np.full((2, len(result)), np.nan)
    p_value[tested] = p_values(result["r"].to_numpy()[tested], vectors[tested])
    if tested.any():
        q_value[tested] = stats.false_discovery_control(p_value[tested])
    result["p_value"], result["q_value"] = p_value, q_value
    result["significant"] = p_value <= alpha / max(tested.sum(), 1)  # never true for NaN
    order = np.lexsort(
        (result["index"], -result["r"].abs().fillna(-1), result["kind"], result["attribute"])
    )
    return result.iloc[order][list(COLUMNS)].reset_index(drop=True)


def p_values(r: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Two-sided p-values of Pearson's r, of any shape: under independence r² has a beta law."""
    return special.betaincc(0.5, np.asarray(vectors) / 2 - 1, np.square(r))


def least_r(alpha: float, tests: int, vectors: np.ndarray) -> np.ndarray:
    """|r| from which one of `tests` is significant at the level `alpha` of all (Bonferroni).

    Args:
        alpha: level of all tests together.
        tests: their number, at least 1.
        vectors: number of vectors in a test, at least 3, any shape.
    """
    return np.sqrt(special.betainccinv(0.5, np.asarray(vectors) / 2 - 1, alpha / tests))


def levels(table: pd.DataFrame, alpha: float) -> tuple[float, float]:
    """Smallest and largest |r| from which an attribute of a table is significant.

    The two differ where attributes are known for different numbers of vectors. They are NaN if the
    table holds no test.
    """
    tested = table[table["r"].notna()]
    if tested.empty:
        return math.nan, math.nan
    ends = np.array([tested["vectors"].max(), tested["vectors"].min()])
    low, high = least_r(alpha, len(tested), ends)
    return float(low), float(high)
