"""Pixels as bytes and as numbers in [0, 1]."""

import numpy as np


def to_float(images: np.ndarray) -> np.ndarray:
    """uint8 pixels as float32 in [0, 1]."""
    return images.astype(np.float32) / np.float32(255)


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Pixels in [0, 1] as uint8, rounded; values beyond are clipped."""
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)
