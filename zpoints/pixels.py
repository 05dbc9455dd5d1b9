"""Pixels as bytes and as numbers in [0, 1]."""

import numpy as np


def to_float(images: np.ndarray) -> np.ndarray:
    """uint8 pixels as float32 in [0, 1]."""
    return images.astype(np.float32) / np.float32(255)


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Pixels in [0, 1] as uint8, rounded; values beyond are clipped."""
    scaled = images * np.float32(255)
    np.clip(scaled, 0, 255, out=scaled)
    return np.rint(scaled, out=scaled).astype(np.uint8)
