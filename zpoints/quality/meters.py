"""Meters look at decoded images one by one and say how much they look like what was trained.

A meter is a function `image (size, size, channels) uint8 -> score`; an image counts as a hit if its
score is above 0. One more meter is one more function and its name in METERS.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import cv2
import numpy as np

from zpoints import parallel
from zpoints.errors import StudyError

# Starting a process takes a second or two of CPU (it imports the calling script again); a face
# detector looks at some 250 images in a second. With fewer images a process is not worth its start.
IMAGES_PER_PROCESS = 512

FACE_SIZE = 192  # side in pixels of the image that the face detector sees
FACE_FLOOR = -0.5  # scores below are not told apart
NO_FACE = -1.0


def scores(images: np.ndarray, meter: str, processes: int) -> np.ndarray | None:
    """Score of every image; above 0, the meter sees what it looks for.

    Args:
        images: uint8 (n, size, size, channels).
        meter: one of METERS.
        processes: at most this many, fewer for few images; the result does not depend on them.

    Returns:
        float64 (n,), or None with the meter "none".

    Raises:
        StudyError: there is no such meter, or its package is missing.
    """
    if meter not in METERS:
        raise StudyError(f"there is no meter {meter!r}; choose one of {', '.join(METERS)}.")
    score = METERS[meter]
    if score is None:
        return None
    work = partial(_scores, score)
    processes = min(processes, len(images) // IMAGES_PER_PROCESS)
    if processes <= 1:
        return work(images)
    with parallel.processes(processes) as pool:
        return np.concatenate(list(pool.map(work, np.array_split(images, processes))))


def _scores(score: Callable[[np.ndarray], float], images: np.ndarray) -> np.ndarray:
    return np.array([score(image) for image in images], float)


def face(image: np.ndarray) -> float:
    """Best score of dlib's frontal face detector; -1 if it is below -0.5 (nothing like a face).

    The detector slides a window of histograms of oriented gradients over the image at several
    scales (Dalal and Triggs 2005; King 2009). Its smallest face has 80 pixels, so images are
    enlarged to 192x192 by bicubic interpolation first.
    """
    # One channel comes out as grey, (y, x): the detector takes that and (y, x, 3).
    enlarged = cv2.resize(image, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_CUBIC)
    _, detections, _ = _face_detector().run(enlarged, 0, FACE_FLOOR)
    return max(detections, default=NO_FACE)


@cache
def _face_detector() -> Any:
    try:
        import dlib  # here, so that a study without this meter needs no such package
    except ImportError as error:
        raise StudyError(
            f"the meter 'face' needs dlib, which cannot be imported ({error}); install the package "
            "dlib-bin or choose the meter 'none'."
        ) from error
    return dlib.get_frontal_face_detector()


METERS: dict[str, Callable[[np.ndarray], float] | None] = {"none": None, "face": face}
