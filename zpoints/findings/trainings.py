"""The statement about two trainings of one architecture, which no single case can test."""

import numpy as np
import pandas as pd

from zpoints.findings.statement import Outcome, needs, statement


@statement(
    "Two trainings of one architecture give somewhat different distributions.",
    published="differ, without proof",
    rule="reproduced if spectrum or lengths of two trainings are further apart than two subsets "
    "of one, by three standard deviations, else differs",
)
def trainings_differ(distances: pd.DataFrame) -> Outcome:
    """How many times as far apart two trainings are as two subsets of one.

    Args:
        distances: a row for each quantity that was compared, columns of
            `zpoints.trainings.distances.compare`; empty if there are no two trainings.
    """
    needs(len(distances) > 0, "no two cases are one architecture with different seeds")
    rows = [row for _, row in distances.iterrows()]
    text = ", ".join(_text(row) for row in rows)
    return Outcome(text, float(distances["ratio"].max()), any(differ(row) for row in rows))


def differ(row: pd.Series) -> bool:
    """Whether trainings are further apart than subsets by three standard deviations of both."""
    error = np.hypot(row["distance_std"], row["subset_distance_std"])
    return bool(row["distance"] > row["subset_distance"] + 3 * error)


def _text(row: pd.Series) -> str:
    name = row["quantity"].replace("_", " ")
    if np.isfinite(row["ratio"]):
        return f"{name} {row['ratio']:.2g} times as far apart as subsets"
    return f"{name} {row['distance']:.2g} apart, subsets 0"
