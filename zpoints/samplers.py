"""Random latent vectors to decode."""

import numpy as np


def uniform(b: float, z_dim: int, count: int, generator: np.random.Generator) -> np.ndarray:
    """Vectors with every component drawn from U[-b, b], float32 (count, z_dim)."""
    return generator.uniform(-b, b, (count, z_dim)).astype(np.float32)
