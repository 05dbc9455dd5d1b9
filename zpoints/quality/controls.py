"""Control images: whatever measures good images must not let them pass."""

import numpy as np


def controls(images: np.ndarray, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Control images, which no sound measure takes for good ones.

    Args:
        images: uint8 (n, size, size, channels), real ones.
        generator: of the noise and the shuffling.

    Returns:
        mean-image: the mean of the real images, n times; noise: uniform random pixels;
        scrambled: the pixels of each real image in random order. Each has the shape of `images`.
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
