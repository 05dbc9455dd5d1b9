"""What is measured on decoded images and on vectors, each by a number of its own."""

import math
from statistics import NormalDist

import cv2
import numpy as np

from zpoints.errors import StudyError

# Images whose distances are taken at once: 512 of 96x96x3 are 113 MB in float64.
DIVERSITY_BLOCK = 512
# float32 holds whole numbers up to 2^24 exactly: sums of so many products of numbers up to 2^7.
EXACT_TERMS = 1024
# Confidence level of the interval of a rate.
LEVEL = 0.95


def rate_interval(hits: int, n: int) -> tuple[float, float]:
    """95 % confidence interval of a rate from `hits` in n trials (Wilson 1927).

    Raises:
        StudyError: there are no trials.
    """
    if n == 0:
        raise StudyError("there is no rate of no images; draw at least one vector.")
    # In closed form, without SciPy, which takes longer to load than most samplers to be judged.
    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    middle = (hits + z**2 / 2) / (n + z**2)
    reach = z / (n + z**2) * math.sqrt(hits * (n - hits) / n + z**2 / 4)
    low = middle - reach if hits else 0.0
    high = middle + reach if hits < n else 1.0
    return float(low), float(high)


def ratio(value: float | None, unit: float | None) -> float | None:
    """Value in units of `unit`; None where one is missing or the unit is 0."""
    return value / unit if value is not None and unit else None


def sharpness(images: np.ndarray) -> np.ndarray:
    """Variance of the Laplacian of each image in grey, less if it is blurred (Pech-Pacheco 2000).

    Args:
        images: uint8 (n, size, size, channels), 1 or 3 channels.

    Returns:
        float64 (n,), in squared grey levels (of 0 to 255).
    """
    return np.array([cv2.Laplacian(_grey(image), cv2.CV_64F).var() for image in images], float)


def _grey(image: np.ndarray) -> np.ndarray:
    return image[..., 0] if image.shape[-1] == 1 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def diversity(images: np.ndarray) -> float | None:
    """Mean Euclidean distance of all pairs of images, pixels in [0, 1]; None for fewer than two.

    Distances come from sums of products of whole numbers, which are exact: equal images are at
    distance 0, and the result does not depend on the number of threads.

    Args:
        images: uint8 (n, size, size, channels). Memory is bounded by two blocks of images.
    """
    n = len(images)
    if n < 2:
        return None
    flat = images.reshape(n, -1)
    starts = range(0, n, DIVERSITY_BLOCK)
    total = 0.0
    for start in starts:
        rows = _centred(flat[start : start + DIVERSITY_BLOCK])
        for other in starts[start // DIVERSITY_BLOCK :]:
            same = other == start
            columns = rows if same else _centred(flat[other : other + DIVERSITY_BLOCK])
            sums = _squares(rows)[:, None] + _squares(columns)
            distances = np.sqrt(sums - 2 * _products(rows, columns))
            # Within a block each pair comes twice, and each image with itself at distance 0.
            total += float(distances.sum()) / (2 if same else 1)
    return total / (n * (n - 1) / 2) / 255


def _centred(flat: np.ndarray) -> np.ndarray:
    return flat.astype(np.float32) - 128


def _squares(rows: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", rows, rows, dtype=np.float64)


def _products(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Scalar products of whole numbers up to 128, exact; float32 is twice as fast as float64."""
    products = np.zeros((len(rows), len(columns)))
    for start in range(0, rows.shape[1], EXACT_TERMS):
        part = slice(start, start + EXACT_TERMS)
        products += rows[:, part] @ columns[:, part].T
    return products


def spread(variance: np.ndarray) -> float:
    """Root mean square distance of a cloud from its centre, from its variance by direction."""
    return math.sqrt(float(variance.sum()))


def cycle_error(z: np.ndarray, z_again: np.ndarray, spread: float) -> float | None:
    """Median of ‖E(D(z)) - z‖ over the spread of the cloud; None if the cloud is one point.

    Vectors that the autoencoder knows come back from image space to where they were.

    Args:
        z: (n, z_dim), the vectors that were decoded.
        z_again: (n, z_dim), the decoded images encoded again.
        spread: of the cloud, see `spread`.
    """
    difference = z_again.astype(float) - z
    return ratio(float(np.median(np.linalg.norm(difference, axis=1))), spread)
