"""The verdict in numbers: how good, how sharp, how varied and how true decoded images are."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from scipy import special
from scipy.spatial.distance import cdist

from zpoints.errors import StudyError
from zpoints.geometry import PrincipalComponents
from zpoints.statistics import LengthStatistics

# Images whose distances are taken at once: 512 of 96x96x3 are 113 MB in float64.
DIVERSITY_BLOCK = 512
# float32 holds whole numbers up to 2^24 exactly: sums of so many products of numbers up to 2^7.
EXACT_TERMS = 1024


@dataclass(frozen=True)
class Reference:
    """What drawn images are judged by: real images, their latent vectors, their reconstructions.

    principal: of the cloud; squared_distances: of all real vectors, the squares of their
    Mahalanobis distances from the centre; features: (m, d), in a space that is not the judged
    model's own; sharpness: median of the reconstructions; diversity: of the real images, None for
    fewer than two.
    """

    principal: PrincipalComponents
    squared_distances: LengthStatistics
    features: np.ndarray
    sharpness: float
    diversity: float | None


def measure_reference(
    principal: PrincipalComponents,
    squared_distances: LengthStatistics,
    images: np.ndarray,
    reconstructions: np.ndarray,
    features: np.ndarray,
) -> Reference:
    """Measure the reference on real images.

    They should not be among the judged ones: a set that is compared with itself has precision,
    recall and coverage 1 whatever it is.

    Args:
        principal: of the cloud.
        squared_distances: squares of the Mahalanobis distances of the real vectors.
        images: uint8 (m, size, size, channels), real images.
        reconstructions: uint8, what the autoencoder makes of real images.
        features: (m, d) of the real images, see `zpoints.features`.
    """
    return Reference(
        principal=principal,
        squared_distances=squared_distances,
        features=features,
        sharpness=float(np.median(sharpness(reconstructions))),
        diversity=diversity(images),
    )


def judge(
    images: np.ndarray,
    reference: Reference,
    features: np.ndarray,
    scores: np.ndarray | None = None,
    z: np.ndarray | None = None,
    z_again: np.ndarray | None = None,
    k: int = 5,
) -> dict[str, float | int | None]:
    """One row of figures about a set of images. What is not given or not defined is None.

    Args:
        images: uint8 (n, size, size, channels).
        reference: what they are judged by.
        features: (n, d) of the images, in the space of the reference's.
        scores: (n,) of a meter, above 0 for a face.
        z: (n, z_dim), the vectors that the images were decoded from; None if there are none.
        z_again: (n, z_dim), the images encoded again.
        k: neighbours that precision, recall, density and coverage look at.

    Returns:
        images: their number; face_rate: share with a score above 0, and its 95 % interval
        face_rate_low, face_rate_high; score_10, score_50, score_90: quantiles of the scores in
        per cent; sharpness: median over that of the reconstructions; diversity: over that of
        the real images; cycle_error, see `cycle_error`; mahalanobis: median distance of z from
        the centre; mahalanobis_quantile: share of real vectors that are nearer; precision,
        recall, density, coverage, see `neighbour_scores`.

    Raises:
        StudyError: there are no images.
    """
    if len(images) == 0:
        raise StudyError("there are no images to judge; draw at least one vector.")
    names = ("face_rate", "face_rate_low", "face_rate_high", "score_10", "score_50", "score_90")
    faces: dict[str, float | None] = dict.fromkeys(names)
    if scores is not None:
        hits = int((scores > 0).sum())
        rate = (hits / len(scores), *rate_interval(hits, len(scores)))
        values = (*rate, *np.quantile(scores, (0.1, 0.5, 0.9)).tolist())
        faces = dict(zip(names, values, strict=True))
    distance, quantile, cycle = None, None, None
    if z is not None:
        distance = float(np.median(reference.principal.mahalanobis(z)))
        quantile = float(reference.squared_distances.share_below(distance**2))
        if z_again is not None:
            cycle = cycle_error(z, z_again, spread(reference.principal))
    return {
        "images": len(images),
        "face_rate": faces["face_rate"],
        "face_rate_low": faces["face_rate_low"],
        "face_rate_high": faces["face_rate_high"],
        "sharpness": ratio(float(np.median(sharpness(images))), reference.sharpness),
        "diversity": ratio(diversity(images), reference.diversity),
        "cycle_error": cycle,
        "mahalanobis": distance,
        "mahalanobis_quantile": quantile,
        **neighbour_scores(reference.features, features, k),
        **{name: faces[name] for name in names[3:]},
    }


def rate_interval(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Confidence interval of a rate from `hits` in n trials (Wilson 1927).

    Raises:
        StudyError: there are no trials.
    """
    if n == 0:
        raise StudyError("there is no rate of no images; draw at least one vector.")
    # In closed form: scipy.stats takes longer to load than a sampler takes to be judged otherwise.
    z = special.ndtri(0.5 + level / 2)
    middle = (hits + z**2 / 2) / (n + z**2)
    reach = z / (n + z**2) * math.sqrt(hits * (n - hits) / n + z**2 / 4)
    low = middle - reach if hits else 0.0
    high = middle + reach if hits < n else 1.0
    return float(low), float(high)


def ratio(value: float | None, unit: float | None) -> float | None:
    """Value in units of another; None where one is missing or the unit is 0."""
    return value / unit if value is not None and unit else None


def sharpness(images: np.ndarray) -> np.ndarray:
    """Variance of the Laplacian of every image in grey, the less the blurrier (Pech-Pacheco 2000).

    Args:
        images: uint8 (n, size, size, channels), 1 or 3 channels.

    Returns:
        float64 (n,), in squared grey levels (of 0 to 255).
    """
    return np.array([cv2.Laplacian(_grey(image), cv2.CV_64F).var() for image in images], float)


def diversity(images: np.ndarray) -> float | None:
    """Mean Euclidean distance of all pairs of images, pixels in [0, 1]; None for fewer than two.

    Distances come from sums of products of whole numbers, which are exact: equal images are at
    distance 0, and the result does not depend on the number of threads.

    Args:
        images: uint8 (n, size, size, channels); memory is bounded by two blocks of images.
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


def spread(principal: PrincipalComponents) -> float:
    """Root of the total variance of a cloud: the root mean square distance from its centre."""
    return math.sqrt(float(principal.variance.sum()))


def cycle_error(z: np.ndarray, z_again: np.ndarray, spread: float) -> float | None:
    """Median of ‖E(D(z)) - z‖ over the spread of the cloud; None if the cloud is one point.

    Vectors that come back from image space to where they were are such as the autoencoder knows.

    Args:
        z: (n, z_dim), what was decoded.
        z_again: (n, z_dim), what the decoded images are encoded to.
        spread: root of the total variance of the cloud, see `spread`.
    """
    difference = z_again.astype(float) - z
    return ratio(float(np.median(np.linalg.norm(difference, axis=1))), spread)


def neighbour_scores(real: np.ndarray, drawn: np.ndarray, k: int = 5) -> dict[str, float | None]:
    """Precision, recall (Kynkäänniemi et al. 2019), density, coverage (Naeem et al. 2020).

    Around each point lies a ball that reaches to its k-th neighbour in its own set. Precision is
    the share of drawn points in a ball of real ones, recall the reverse, density the mean number
    of real balls that hold a drawn point, over k (1 for equal distributions, possibly more), and
    coverage the share of real balls that hold a drawn point. Balls are closed. If a set
    has k points or fewer, k is lowered to the size of the smaller set less one.

    Args:
        real: (n, d).
        drawn: (m, d).
        k: number of neighbours.

    Returns:
        precision, recall, density, coverage; None where a set has fewer than two points. Takes
        memory for the three matrices of distances.
    """
    k = min(k, len(real) - 1, len(drawn) - 1)
    if k < 1:
        return dict.fromkeys(("precision", "recall", "density", "coverage"))
    distances = cdist(real, drawn)
    in_real = distances <= _reach(real, k)[:, None]
    in_drawn = distances <= _reach(drawn, k)
    return {
        "precision": float(in_real.any(axis=0).mean()),
        "recall": float(in_drawn.any(axis=1).mean()),
        "density": float(in_real.sum(axis=0).mean()) / k,
        "coverage": float(in_real.any(axis=1).mean()),
    }


def _reach(points: np.ndarray, k: int) -> np.ndarray:
    """Distance of each point to its k-th neighbour, (n,)."""
    distances = cdist(points, points)
    np.fill_diagonal(distances, np.inf)
    return np.partition(distances, k - 1, axis=1)[:, k - 1]


def _grey(image: np.ndarray) -> np.ndarray:
    return image[..., 0] if image.shape[-1] == 1 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def references(images: np.ndarray, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Images that a good verdict must not take for good ones.

    Args:
        images: uint8 (n, size, size, channels), real ones.
        generator: of the noise and the shuffling.

    Returns:
        mean-image: the mean of the real images, n times; noise: uniform random pixels;
        scrambled: the pixels of each real image in random order. Each of the shape of `images`.
    """
    n, height, width, channels = images.shape
    mean = np.rint(images.mean(axis=0)).astype(np.uint8)
    noise = generator.integers(0, 256, images.shape, np.uint8)
    order = generator.permuted(np.tile(np.arange(height * width), (n, 1)), axis=1)
    pixels = images.reshape(n, height * width, channels)
    return {
        "mean-image": np.repeat(mean[None], n, axis=0),
        "noise": noise,
        "scrambled": np.take_along_axis(pixels, order[..., None], axis=1).reshape(images.shape),
    }
