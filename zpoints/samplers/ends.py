"""Which images stand at the ends of paths: those whose outlines coincide least.

Where outlines coincide, a blend of pixels looks like one image, whatever lies between; where they
do not, it shows both at once, which is called ghosting.
"""

import numpy as np


def outlines(images: np.ndarray) -> np.ndarray:
    """Where brightness changes: the length of its gradient, smoothed over 3 by 3 pixels.

    Args:
        images: uint8 (n, size, size, channels).

    Returns:
        float64 (n, size²), each with mean 0 and length 1; zeros where an image is of one tone.
    """
    grey = images.mean(axis=3)
    down, across = np.gradient(grey, axis=(1, 2))
    edges = np.pad(np.hypot(down, across), ((0, 0), (1, 1), (1, 1)), mode="edge")
    size = images.shape[1]
    smooth = sum(edges[:, i : i + size, j : j + size] for i in range(3) for j in range(3))
    flat = np.asarray(smooth).reshape(len(images), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.divide(flat, length, out=np.zeros_like(flat), where=length > 1e-9 * size)


def differing_pairs(images: np.ndarray, pairs: int) -> np.ndarray:
    """Pairs of images whose outlines correlate least, no image in two of them while there are some.

    The pair that differs most comes first, then that of all others, and so on; where the images are
    used up, all may be used again.

    Args:
        images: uint8 (n, size, size, channels), at least two.
        pairs: their number.

    Returns:
        int64 (pairs, 2), the places of the two images of each pair, the lower one first.
    """
    drawn = outlines(images)
    first, second = np.triu_indices(len(images), k=1)
    order = np.argsort((drawn @ drawn.T)[first, second], kind="stable")
    found: list[tuple[int, int]] = []
    used: set[int] = set()
    while len(found) < pairs:
        for i, j in zip(first[order].tolist(), second[order].tolist(), strict=True):
            if len(found) < pairs and not used & {i, j}:
                found.append((i, j))
                used |= {i, j}
        used.clear()
    return np.array(found, np.int64)
