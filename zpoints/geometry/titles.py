"""Titles of the room's figures: what was measured of a cloud's shape, in one sentence."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import special

# Skewness and excess kurtosis up to which a component is called near Gaussian.
SKEWNESS, KURTOSIS = 0.5, 1.0
# Where the tail is compared with a Gaussian's: beyond it lies one vector in a hundred.
LEVEL = 0.99


def count_for(table: pd.DataFrame, share: float) -> int:
    """Least number of principal components that hold a share of the variance.

    Args:
        table: with cumulative, sorted by rank.
        share: of the variance.
    """
    return int((table["cumulative"] < share - 1e-12).sum()) + 1


def spectrum(table: pd.DataFrame, case: str) -> str:
    """How many principal components hold nine tenths of the variance.

    Args:
        table: with variance and cumulative, sorted by rank.
        case: name of the case.
    """
    if not table["variance"].sum() > 0:
        return f"Case {case}: the cloud is a point"
    count = count_for(table, 0.9)
    verb = "hold" if count > 1 else "holds"
    return f"Case {case}: {count} of {len(table)} directions {verb} 90 % of the variance"


def normality(
    quantile: Callable[[np.ndarray], np.ndarray], rank: int, components: pd.DataFrame, case: str
) -> str:
    """How many components are near Gaussian alone, and how far the tail of all together reaches.

    Args:
        quantile: gives quantiles of the vectors' squared Mahalanobis distances.
        rank: degrees of freedom of χ².
        components: table with skewness and excess_kurtosis.
        case: name of the case.
    """
    skewness, kurtosis = (components[name].abs() for name in ("skewness", "excess_kurtosis"))
    near = int(((skewness < SKEWNESS) & (kurtosis < KURTOSIS)).sum())
    measured = float(quantile(np.array([LEVEL]))[0])
    reach = np.sqrt(measured / (2 * special.gammaincinv(max(rank, 1) / 2, LEVEL)))
    return (
        f"Case {case}: {near} of {len(components)} components are near Gaussian, the outermost 1 % "
        f"of vectors lie {reach:.2f} times as far out as a Gaussian's"
    )
