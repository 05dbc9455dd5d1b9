"""Variances along the principal components of a cloud."""

import numpy as np
import pandas as pd

from zpoints.cloud.cloud import PrincipalComponents


def spectrum_table(principal: PrincipalComponents) -> pd.DataFrame:
    """One row for each principal component, the largest variance first.

    Returns:
        Columns rank (from 1), variance, cumulative (share of all variance up to this rank; 0 for
        a cloud without extent).
    """
    variance = principal.variance
    total = variance.sum()
    cumulative = np.cumsum(variance) / total if total > 0 else np.zeros_like(variance)
    return pd.DataFrame(
        {"rank": np.arange(1, len(variance) + 1), "variance": variance, "cumulative": cumulative}
    )
