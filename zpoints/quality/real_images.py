"""Which real images stand beside the decoded ones."""

import numpy as np

from zpoints.dataset.splits import VALIDATION


def choose_rows(
    split: np.ndarray, count: int, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Choose the real images to be judged, and others to judge by.

    A set that is compared with itself has precision, recall and coverage 1 whatever it is, so the
    two sets share no image.

    Args:
        split: (n,) of all images, see `zpoints.dataset.splits`.
        count: images in each set; fewer where there are not so many.
        generator: of the choice.

    Returns:
        judged: rows of images for validation; other: rows of images for training or test. Each in
        ascending order.
    """
    validation = split == VALIDATION
    rows = {}
    for name, candidates in (("judged", validation), ("other", ~validation)):
        candidates = np.flatnonzero(candidates)
        size = min(count, len(candidates))
        rows[name] = np.sort(generator.choice(candidates, size, replace=False))
    return rows
