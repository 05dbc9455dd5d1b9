"""Which images are points of the atlas: all of a small study, a random sample of a large one.

The same ones in all cases, so that cases can be compared image by image.
"""

import numpy as np

# Points of a large study, and the number of images up to which all of them are points.
SAMPLE, WHOLE = 10_000, 12_000
# Values of all points of a case at most: vectors of very many components are fewer.
VALUES = 4_000_000


def point_rows(vectors: int, z_dim: int, generator: np.random.Generator) -> np.ndarray:
    """Rows of the images that are points.

    Args:
        vectors: number of images, hence of vectors of a case.
        z_dim: most components of a case.
        generator: source of randomness.

    Returns:
        int64 (n,), sorted, each once: all of up to WHOLE vectors, else SAMPLE of them; of very
        many components as many as have VALUES together.
    """
    count = vectors if vectors <= WHOLE else SAMPLE
    count = min(count, max(VALUES // z_dim, 1))
    if count == vectors:
        return np.arange(vectors)
    return np.sort(generator.choice(vectors, count, replace=False))
