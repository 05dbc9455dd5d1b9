"""Feature spaces in which sets of images are compared, by name.

A space is fitted to images and gives any image coordinates, so that images that look alike lie
near each other. One more space is one more class and its name in FEATURES; docs/measures.md tells
how each does on several collections.
"""

from typing import Any, Protocol

import numpy as np

from zpoints.errors import StudyError
from zpoints.quality.appearance import Appearance
from zpoints.quality.pixels import PixelComponents


class FeatureSpace(Protocol):
    """A fitted space."""

    def features(self, images: np.ndarray) -> np.ndarray:
        """Coordinates, float64 (n, d), of at least one image, uint8 (n, size, size, channels)."""
        ...

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` needs to make the space again."""
        ...


FEATURES: dict[str, Any] = {"appearance": Appearance, "pixels": PixelComponents}


def fit(name: str, images: np.ndarray) -> FeatureSpace:
    """Fit the space of this name to images, uint8 (n, size, size, channels).

    Raises:
        StudyError: there is no such space, or there are no images.
    """
    if len(images) == 0:
        raise StudyError("there are no images to compare with; the data set needs at least two.")
    return _kind(name).fit(images)


def from_arrays(name: str, arrays: dict[str, np.ndarray]) -> FeatureSpace:
    """The space of this name whose `arrays` were kept.

    Raises:
        StudyError: there is no such space.
    """
    return _kind(name).from_arrays(arrays)


def _kind(name: str) -> Any:
    if name not in FEATURES:
        raise StudyError(f"there are no features {name!r}; choose one of {', '.join(FEATURES)}.")
    return FEATURES[name]
