"""Pairs of components: the correlated ones, those that a figure shows, and their checks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zpoints.errors import StudyError


def correlated_pairs(matrix: np.ndarray, above: float) -> pd.DataFrame:
    """Pairs i < j with |r| > `above`, sorted by |r|, the strongest first; columns i, j, r.

    Args:
        matrix: Pearson matrix (z_dim, z_dim).
        above: limit of |r|; NaN is never above it.
    """
    i, j = np.triu_indices(len(matrix), k=1)
    r = matrix[i, j]
    keep = np.flatnonzero(np.abs(r) > above)
    keep = keep[np.argsort(-np.abs(r[keep]), kind="stable")]
    return pd.DataFrame({"i": i[keep], "j": j[keep], "r": r[keep]})


def choose_pairs(
    matrix: np.ndarray, pairs: Sequence[Sequence[int]], limit: int
) -> list[tuple[int, int, float]]:
    """The pairs that are asked for, or the strongest ones if none are.

    Args:
        matrix: Pearson matrix (z_dim, z_dim).
        pairs: two component numbers each; may be empty.
        limit: most of the strongest pairs.

    Returns:
        (i, j, r) of each pair.

    Raises:
        StudyError: a pair does not name two different components.
    """
    if not pairs:
        strongest = correlated_pairs(matrix, above=0).head(limit)
        return list(strongest.itertuples(index=False, name=None))
    for pair in pairs:
        check_pair(pair, len(matrix), "correlations.pairs_figure.pairs")
    return [(i, j, float(matrix[i, j])) for i, j in pairs]


def check_pair(pair: Sequence[int], z_dim: int, key: str) -> None:
    """Raise StudyError if a pair of the config's `key` does not name two different components.

    The check of the config does this too, but only where the config says how many components there
    are.
    """
    i, j = pair
    if i == j or max(i, j) >= z_dim:
        raise StudyError(
            f"{key} holds [{i}, {j}], but the latent vectors have the components 0 to {z_dim - 1}; "
            "give two different ones."
        )


def check_image(image: int, vectors: int) -> None:
    """Raise StudyError if the image that the figure of the pairs marks is none of the study's."""
    if image >= vectors:
        raise StudyError(
            f"correlations.pairs_figure.image is {image}, but the images are numbered 0 to "
            f"{vectors - 1}; choose one of them."
        )
