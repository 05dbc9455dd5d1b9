"""Feature spaces in which sets of images are compared, none of them the judged model's own."""

from dataclasses import dataclass

import numpy as np

from zpoints import inference
from zpoints.pixels import to_float

# Directions of a PCA of pixels that are kept, at most.
PIXEL_COMPONENTS = 64


@dataclass(frozen=True)
class PixelComponents:
    """Leading principal components of images, pixels in [0, 1].

    centre: float32 (size * size * channels,); directions: float32 (d, size * size * channels).
    """

    centre: np.ndarray
    directions: np.ndarray

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Coordinates, float32 (n, d), of images uint8 (n, size, size, channels)."""
        return (to_float(images).reshape(len(images), -1) - self.centre) @ self.directions.T


def fit_pixel_components(images: np.ndarray) -> PixelComponents:
    """Principal components of images, uint8 (n, size, size, channels): at most 64, and n - 1."""
    flat = to_float(images).reshape(len(images), -1)
    centre = flat.mean(axis=0)
    _, _, directions = np.linalg.svd(flat - centre, full_matrices=False)
    count = max(1, min(PIXEL_COMPONENTS, len(images) - 1))
    return PixelComponents(centre, directions[:count])


def encode(images: np.ndarray, model: inference.Model, batch_size: int = 128) -> np.ndarray:
    """Latent vectors, float32 (n, z_dim), of images uint8 (n, size, size, channels)."""
    parts = [
        model.run(to_float(images[start : start + batch_size]))
        for start in range(0, len(images), batch_size)
    ]
    return np.concatenate(parts)


def directions(features: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Unit vectors from a centre to features; 0 for what lies in the centre itself.

    What an encoder was not trained on, noise for one, it maps near the centre of its cloud, and
    from there the nearest real image is nearer than real images are to each other: by plain
    distances noise would pass for real. Its direction is another than theirs.

    Args:
        features: (n, d).
        centre: (d,), mean of the features of real images.

    Returns:
        float64 (n, d).
    """
    away = features.astype(np.float64) - centre
    length = np.linalg.norm(away, axis=1, keepdims=True)
    return np.divide(away, length, out=np.zeros_like(away), where=length > 0)
