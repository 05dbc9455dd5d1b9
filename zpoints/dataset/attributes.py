"""Attributes of the images: a table with one row an image and one number an attribute.

The room `dataset` writes it, later rooms read it. What they compute from it lies in their own
modules, so that a change there does not make the images anew.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints.errors import StudyError


def from_factors(table: pd.DataFrame) -> pd.DataFrame:
    """Attributes from factors or from a user's table: numbers as they are, all else as 0 and 1.

    Args:
        table: one row an image, one column a factor: numbers, booleans or names. It may be empty.

    Returns:
        The same rows in the same order. A boolean becomes one column of 0 and 1. A factor with m
        names becomes m columns "factor=name" in the order of the categories (alphabetical, if the
        column is no pandas categorical); names that no image has get a column too. Missing values
        stay missing.
    """
    columns: dict[str, pd.Series] = {}
    for factor, values in table.items():
        if pd.api.types.is_bool_dtype(values):
            columns[str(factor)] = values.astype("Int8")
        elif pd.api.types.is_numeric_dtype(values):
            columns[str(factor)] = values
        else:
            indicators = pd.get_dummies(values, prefix=factor, prefix_sep="=", dtype="Int8")
            columns |= dict(indicators.mask(values.isna()).items())
    return pd.DataFrame(columns, index=table.index)


def read(path: str | Path, vectors: int) -> pd.DataFrame:
    """Read the attributes of the images and compare their rows with the latents.

    Args:
        path: CSV whose first column, "image", numbers the images from 0 in the order of the
            latents; each further column is an attribute, empty where it is unknown.
        vectors: number of latent vectors.

    Returns:
        float64, one column an attribute (none, if the images have none), one row a vector; NaN
        where an attribute is unknown.

    Raises:
        StudyError: the rows are not those of the latents, or a value is no number.
    """
    table = pd.read_csv(path, low_memory=False)
    if list(table.columns[:1]) != ["image"] or not np.array_equal(
        table["image"], np.arange(vectors)
    ):
        raise StudyError(
            f"{path} does not hold the images 0 to {vectors - 1} of the latent vectors in order; "
            "delete it and run snakemake again, which makes it anew."
        )
    table = table.drop(columns="image")
    for name, values in table.items():
        numbers = pd.to_numeric(values, errors="coerce")
        wrong = np.flatnonzero(numbers.isna() & values.notna())
        if len(wrong):
            raise StudyError(
                f"{path} gives image {wrong[0]} the {name} {values.iloc[wrong[0]]!r}, but an "
                "attribute is a number; write one, or leave it empty where it is unknown."
            )
        table[name] = numbers.astype(np.float64)
    return table


def column(table: pd.DataFrame, name: str, key: str) -> np.ndarray:
    """Values of one attribute, float64 (n,).

    Args:
        table: from `read`.
        name: the attribute.
        key: of the config that names it.

    Raises:
        StudyError: there is no such attribute; it names those that there are.
    """
    if name in table:
        return table[name].to_numpy()
    if table.columns.empty:
        raise StudyError(
            f"config: {key} is {name!r}, but the data set has no attributes; set it to null."
        )
    raise StudyError(
        f"config: {key} is {name!r}, which is no attribute of the images; choose one of "
        f"{', '.join(table)}."
    )
