"""Vectors that are uniform in a cube: what the naive generator decodes."""

from collections.abc import Iterator

import numpy as np


def uniform_blocks(
    b: float, z_dim: int, vectors: int, generator: np.random.Generator, block: int = 8192
) -> Iterator[np.ndarray]:
    """Draw vectors from U[-b, b]^z_dim, block by block.

    Args:
        b: half side of the cube.
        z_dim: number of components.
        vectors: number of vectors in all blocks together.
        generator: source of randomness.
        block: vectors in a block; it decides how much memory is needed, not what is drawn.

    Yields:
        float32 (block, z_dim); the last block may have fewer rows.
    """
    for start in range(0, vectors, block):
        size = (min(block, vectors - start), z_dim)
        yield (generator.random(size, np.float32) * 2 - 1) * np.float32(b)
