"""Vectors and attributes that follow some of their components, and their correlations."""

import numpy as np
import pandas as pd

from zpoints.attributes.correlations import CrossCorrelation, coordinates, table
from zpoints.cloud.cloud import principal_components
from zpoints.cloud.covariance import Covariance


def blockwise(x, y, size):
    """Merged from blocks of `size` rows."""
    total = CrossCorrelation(x.shape[1], y.shape[1])
    for start in range(0, len(x), size):
        total.merge(CrossCorrelation.of(x[start : start + size], y[start : start + size]))
    return total


def planted(count=4000, z_dim=6):
    """Components of different spreads; one attribute follows component 2, one both 0 and 1."""
    random = np.random.default_rng(5)
    z = random.normal(size=(count, z_dim)) * [3, 2.9, 1, 0.6, 0.3, 0]
    z[:, :2] @= np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    y = {
        "follows 2": 2 * z[:, 2] + random.normal(size=count),
        "follows 0 and 1": (z[:, 0] + z[:, 1] + random.normal(size=count) > 0).astype(float),
        **{f"independent {k}": random.normal(size=count) for k in range(10)},
        "constant": np.ones(count),
    }
    y["follows 2"][::3] = np.nan
    return z.astype(np.float32), pd.DataFrame(y)


def correlated(z, y, alpha=0.01):
    """The table of correlations of vectors and attributes, and the principal components."""
    covariance = Covariance.of(z)
    principal = principal_components(covariance.mean, covariance.covariance)
    total = blockwise(coordinates(principal, z), y.to_numpy(), 700)
    return table(total, list(y), z.shape[1], alpha), principal
