"""The table of distances as its readers need it, who compute none."""

from pathlib import Path

import pandas as pd


def read_distances(path: str | Path) -> pd.DataFrame:
    """Distances of pairs of trainings from their file.

    Returns:
        Columns case, other (texts, also of a case that is named 1, or nan) and those of
        `zpoints.trainings.distances.compare`; only `ratio` may be empty, which is NaN.
    """
    names = {"case": str, "other": str}
    return pd.read_csv(path, dtype=names, keep_default_na=False, na_values={"ratio": [""]})
