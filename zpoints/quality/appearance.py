"""How an image looks: its colours by place, and its textures by scale and place."""

from dataclasses import dataclass

import cv2
import numpy as np

# Cells along each side: of the grid of mean colours, and of that of textures.
COLOUR_GRID, TEXTURE_GRID = 8, 4
# A band is taken of images with at least so many pixels along a side, and of the largest always.
LEAST_SIZE = 16


def colours(images: np.ndarray) -> np.ndarray:
    """Mean colour of each cell of an 8x8 grid, in [0, 1].

    Args:
        images: uint8 (n, size, size, channels), 1 or 3 channels.

    Returns:
        float32 (n, cells * channels); fewer cells for images below 8x8.
    """
    return np.array([_cell_means(image.astype(np.float32), COLOUR_GRID) for image in images]) / 255


def textures(images: np.ndarray) -> np.ndarray:
    """Strength of the detail of each scale in each cell of a 4x4 grid: log(1 + root mean square).

    The scales are the bands of a Laplacian pyramid of the image in grey (Burt and Adelson 1983):
    what a blur by one pixel takes away, and again of every second pixel of the blurred image.

    Args:
        images: uint8 (n, size, size, channels), 1 or 3 channels.

    Returns:
        float32 (n, bands * cells), of grey levels from 0 to 255.
    """
    return np.array([_textures(image) for image in images])


def _textures(image: np.ndarray) -> np.ndarray:
    grey = image[..., 0] if image.shape[-1] == 1 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    level: np.ndarray = grey.astype(np.float32)
    bands: list[np.ndarray] = []
    while not bands or min(level.shape) >= LEAST_SIZE:
        blurred = cv2.GaussianBlur(level, (0, 0), 1)
        bands.append(_cell_means((level - blurred) ** 2, TEXTURE_GRID))
        level = blurred[::2, ::2]
    return np.log1p(np.sqrt(np.concatenate(bands)))


def _cell_means(image: np.ndarray, cells: int) -> np.ndarray:
    height, width = image.shape[:2]
    size = min(cells, width), min(cells, height)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).ravel()


@dataclass(frozen=True)
class Appearance:
    """A space of colours and textures, in which both vary equally among the fitted images.

    centre: mean coordinates of these images, float64 (d,); scale: float64 (d,), the root mean
    square distance of their colours, or of their textures, from the centre.
    """

    centre: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, images: np.ndarray) -> "Appearance":
        """The space of images, uint8 (n, size, size, channels)."""
        centres, scales = [], []
        for part in (colours(images), textures(images)):
            centre = part.mean(axis=0, dtype=np.float64)
            spread = np.sqrt(((part - centre) ** 2).sum(axis=1).mean())
            centres.append(centre)
            # Images that are all alike have no spread; differences from them stay what they are.
            scales.append(np.full(len(centre), spread or 1.0))
        return cls(np.concatenate(centres), np.concatenate(scales))

    def features(self, images: np.ndarray) -> np.ndarray:
        """Coordinates, float64 (n, d), of images uint8 (n, size, size, channels)."""
        coordinates = np.concatenate([colours(images), textures(images)], axis=1)
        return (coordinates - self.centre) / self.scale

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` needs to make the space again."""
        return {"centre": self.centre, "scale": self.scale}

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> "Appearance":
        """The space that `arrays` describes."""
        return cls(arrays["centre"], arrays["scale"])
