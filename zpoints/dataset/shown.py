"""Which images of a study its figures show: drawn at random, and the same ones in every figure.

The first images of a folder may be alike, because their names tell an age or a place.
"""

import numpy as np

from zpoints.dataset.splits import TEST, TRAIN, VALIDATION


def shown_rows(split: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """Draw the images that a figure shows, validation images before all others.

    With generators of the same seed the rows for a smaller count are the first ones of those for a
    larger count.

    Args:
        split: (n,) of all images, see `zpoints.dataset.splits`.
        count: images that are shown.
        generator: decides which, and in what order.

    Returns:
        int64 (min(count, n),): validation images in random order; where they are too few, images
        for test follow, and then images for training.
    """
    parts = (VALIDATION, TEST, TRAIN)
    rows = [generator.permutation(np.flatnonzero(split == part)) for part in parts]
    return np.concatenate(rows)[:count]


def overview_rows(split: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """Draw images for an overview of a whole data set.

    Args:
        split: (n,) of all images.
        count: images of the overview.
        generator: decides which, and in what order.

    Returns:
        int64 (min(count, n),): the first half (the larger one of an odd count) as `shown_rows` with
        a generator of the same seed gives it, then others out of all that are left.
    """
    rows = shown_rows(split, len(split), generator)
    half = -(-count // 2)
    return np.concatenate([rows[:half], generator.permutation(rows[half:])])[:count]


def words(split: np.ndarray) -> str:
    """What was drawn, for a title: "36 validation images", "2 validation images, 1 other".

    Args:
        split: (n,) of the drawn images.
    """
    unseen = int((split == VALIDATION).sum())
    others = len(split) - unseen
    text = f"{unseen} validation image{'' if unseen == 1 else 's'}"
    return f"{text}, {others} other{'' if others == 1 else 's'}" if others else text
