"""Principal components of images, and how far an image is from what they can show."""

from dataclasses import dataclass

import numpy as np

from zpoints.models.inference import to_float

# Principal components that are kept, at most.
COMPONENTS = 64


@dataclass(frozen=True)
class PixelComponents:
    """A space of the leading principal components of images, pixels in [0, 1], and the residual.

    The residual is the distance of an image from the plane of these components. Without it, noise
    would lie near the centre of the space, as the mean image does.

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
        count = max(1, min(COMPONENTS, len(images) - 1))
        return cls(centre, directions[:count])

    def features(self, images: np.ndarray) -> np.ndarray:
        """Coordinates and residual, float64 (n, d + 1); images uint8 (n, size, size, channels)."""
        away = to_float(images).reshape(len(images), -1) - self.centre
        coordinates = away @ self.directions.T
        residual = np.linalg.norm(away - coordinates @ self.directions, axis=1, keepdims=True)
        return np.concatenate([coordinates, residual], axis=1).astype(np.float64)

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` needs to make the space again."""
        return {"centre": self.centre, "directions": self.directions}

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "PixelComponents":
        """The space that `arrays` describes."""
        return cls(arrays["centre"], arrays["directions"])
