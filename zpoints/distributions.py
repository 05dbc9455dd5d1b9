"""Number distributions of latent components and of vector lengths, in one pass over blocks."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.integrate import quad


def uniform_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Exact mean and standard deviation of the length R of uniform vectors from [-b, b]^z_dim.

    With x uniform in [-1, 1], E exp(-u² x²) = sqrt(π) erf(u) / (2 u) =: g(u), and the mean of the
    root of a sum of N such squares is (1 / sqrt(π)) ∫ (1 - g(u)^N) / u² du over u > 0. For large N
    this is b sqrt(N/3) (1 - 1/(10 N)), and the std is (b / sqrt(15)) (1 + 0.207 / N).
    """

    def integrand(u: float) -> float:
        if u < 0.5:  # g(u) - 1 by its series: near 0 the difference would lose digits
            terms = ((-u * u) ** k / math.factorial(k) / (2 * k + 1) for k in range(1, 12))
            log_g = math.log1p(math.fsum(terms))
        else:
            log_g = math.log(math.sqrt(math.pi) * math.erf(u) / (2 * u))
        return -math.expm1(z_dim * log_g) / u**2

    # Smooth up to where z_dim u² / 3 is a few, falling as 1 / u² beyond.
    bend = 6 / math.sqrt(z_dim)
    ends = ((0, bend), (bend, np.inf))
    parts = [quad(integrand, *end, epsabs=0, epsrel=1e-11, limit=200)[0] for end in ends]
    mean = sum(parts) / math.sqrt(math.pi)
    return b * mean, b * math.sqrt(z_dim / 3 - mean**2)


def matched_b(mean_radius: float, z_dim: int) -> float:
    """The b at which uniform vectors have this mean length: mean / sqrt(N/3)."""
    return mean_radius / math.sqrt(z_dim / 3)


def radii(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """Length of every vector, float64 (n,), from blocks of shape (m, z_dim)."""
    return np.concatenate(
        [np.sqrt(np.einsum("ij,ij->i", block, block, dtype=np.float64)) for block in blocks]
    )


def uniform_blocks(
    b: float, z_dim: int, vectors: int, generator: np.random.Generator, block: int = 8192
) -> Iterable[np.ndarray]:
    """Uniform float32 vectors from [-b, b]^z_dim in blocks of (block, z_dim)."""
    for start in range(0, vectors, block):
        size = (min(block, vectors - start), z_dim)
        yield (generator.random(size, np.float32) * 2 - 1) * np.float32(b)


def radius_row(source: str, b: float, lengths: np.ndarray, z_dim: int) -> dict[str, float | str]:
    """One row of the table of vector lengths.

    Args:
        source: "latents" or "uniform".
        b: half side of the cube; NaN for latents.
        lengths: (n,).
        z_dim: number of components.
    """
    exact = uniform_radius(b, z_dim) if source == "uniform" else (math.nan, math.nan)
    return {
        "source": source,
        "b": b,
        "mean": lengths.mean(),
        "std": lengths.std(),
        "exact_mean": exact[0],
        "exact_std": exact[1],
        "vectors": len(lengths),
        "b_matched": matched_b(lengths.mean(), z_dim),
    }


def length_histograms(lengths: Sequence[np.ndarray], bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Histograms of several sets of lengths on common logarithmic edges.

    On a logarithmic scale all cubes have peaks of one width: std / mean does not depend on b.
    Lengths of 0 have no place on it and are left out.

    Returns:
        edges: (bins + 1,), from below the shortest to above the longest vector.
        shares: (sets, bins), share of a set in each bin.
    """
    positive = np.concatenate([values[values > 0] for values in lengths])
    low, high = (positive.min(), positive.max()) if len(positive) else (1.0, 1.0)
    edges = np.geomspace(low * 0.99, high * 1.01, bins + 1)
    return edges, np.stack([np.histogram(values, edges)[0] / len(values) for values in lengths])
