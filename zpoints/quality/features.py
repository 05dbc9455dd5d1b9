"""Feature spaces in which sets of images are compared, none of them the judged model's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from zpoints.models.inference import Model, to_float

# Principal components of pixels that are kept, at most.
PIXEL_COMPONENTS = 64
# Images that an encoder takes at once: as numbers in [0, 1] they take four times the memory.
BATCH = 128


@dataclass(frozen=True)
class PixelComponents:
    """Leading principal components of images, pixels in [0, 1].

    centre: float32 (size * size * channels,); directions: float32 (d, size * size * channels).
    """

    centre: np.ndarray
    directions: np.ndarray

    @classmethod
    def fit(cls, images: np.ndarray) -> "PixelComponents":
        """Components of images, uint8 (n, size, size, channels): at most 64, and at most n - 1."""
        flat = to_float(images).reshape(len(images), -1)
        centre = flat.mean(axis=0)
        _, _, directions = np.linalg.svd(flat - centre, full_matrices=False)
        count = max(1, min(PIXEL_COMPONENTS, len(images) - 1))
        return cls(centre, directions[:count])

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Coordinates, float32 (n, d), of images uint8 (n, size, size, channels)."""
        return (to_float(images).reshape(len(images), -1) - self.centre) @ self.directions.T


@dataclass(frozen=True)
class FeatureSpace:
    """A space of images, in which each is a direction from the centre of real images.

    An encoder maps what it was not trained on, noise for one, near the centre of its cloud. From
    there the nearest real image is nearer than real images are to each other, so by distances
    noise would pass for real. By directions it does not.

    project: images, uint8 (n, size, size, channels), to coordinates (n, d); centre: mean
    coordinates of real images, float64 (d,); name: what tables call the space.
    """

    project: Callable[[np.ndarray], np.ndarray]
    centre: np.ndarray
    name: str

    @classmethod
    def fit(cls, images: np.ndarray, encoder: Model | None, case: str | None) -> "FeatureSpace":
        """A space about the centre of real images.

        Args:
            images: real ones, uint8 (n, size, size, channels).
            encoder: of another case than the judged one; None where there is none, for the
                principal components of the images' pixels.
            case: name of that other case.
        """
        project: Callable[[np.ndarray], np.ndarray]
        if encoder is None:
            project = PixelComponents.fit(images)
            name = f"directions by a PCA of pixels ({len(project.directions)})"
        else:
            project = partial(encode, model=encoder)
            name = f"directions by the encoder of {case}"
        return cls(project, project(images).mean(axis=0, dtype=np.float64), name)

    def features(self, images: np.ndarray) -> np.ndarray:
        """Unit vectors, float64 (n, d), of images uint8 (n, size, size, channels)."""
        return directions(self.project(images), self.centre)

    def arrays(self) -> dict[str, np.ndarray | str]:
        """What `from_arrays` needs to make the space again; an encoder stays a file of its own."""
        arrays: dict[str, np.ndarray | str] = {"centre": self.centre, "space": self.name}
        if isinstance(self.project, PixelComponents):
            arrays["pixel_centre"] = self.project.centre
            arrays["pixel_directions"] = self.project.directions
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], encoder: Model | None) -> "FeatureSpace":
        """The space that `arrays` describes; `encoder` is the one that it was fitted with."""
        project: Callable[[np.ndarray], np.ndarray]
        if encoder is None:
            project = PixelComponents(arrays["pixel_centre"], arrays["pixel_directions"])
        else:
            project = partial(encode, model=encoder)
        return cls(project, arrays["centre"], str(arrays["space"]))


def encode(images: np.ndarray, model: Model) -> np.ndarray:
    """Latent vectors, float32 (n, z_dim), of images uint8 (n, size, size, channels)."""
    return model.run(images, BATCH)


def directions(coordinates: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Unit vectors that point from a centre to points; 0 for a point in the centre itself.

    Args:
        coordinates: (n, d), of the points.
        centre: (d,).

    Returns:
        float64 (n, d).
    """
    away = coordinates.astype(np.float64) - centre
    length = np.linalg.norm(away, axis=1, keepdims=True)
    return np.divide(away, length, out=np.zeros_like(away), where=length > 0)
