"""Number distributions of latent components and of vector lengths."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from zpoints.statistics import LengthStatistics


def uniform_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Exact mean and standard deviation of the length R of uniform vectors from [-b, b]^z_dim.

    With x uniform in [-1, 1], E exp(-u² x²) = sqrt(π) erf(u) / (2 u) =: g(u), and the mean of the
    root of a sum of N such squares is (1 / sqrt(π)) ∫ (1 - g(u)^N) / u² du over u > 0. For large N
    this is b sqrt(N/3) (1 - 1/(10 N)), and the std is (b / sqrt(15)) (1 + 0.207 / N).
    """
    # Imported here: it takes longer to load than most jobs need to run.
    from scipy.integrate import quad

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


def asymptotic_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Mean and standard deviation of the length of uniform vectors to first order in 1/N.

    b sqrt(N/3) (1 - 1/(10 N)) and (b / sqrt(15)) (1 + 0.207 / N); the exact values by quadrature
    are those of `uniform_radius`.
    """
    return (
        b * math.sqrt(z_dim / 3) * (1 - 1 / (10 * z_dim)),
        b / math.sqrt(15) * (1 + 0.207 / z_dim),
    )


def published_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Mean and standard deviation of the length by the published formulas.

    b sqrt(N/3) sqrt(1 / (1 + 1/(4N))), which is near the truth, and b sqrt(N/15) sqrt(1 + 1/(4N)),
    which grows with sqrt(N) where the truth does not.
    """
    correction = math.sqrt(1 + 1 / (4 * z_dim))
    return b * math.sqrt(z_dim / 3) / correction, b * math.sqrt(z_dim / 15) * correction


def lengths(block: np.ndarray) -> np.ndarray:
    """Length of every vector, float64 (n,), of a block of shape (n, z_dim)."""
    return np.sqrt(np.einsum("ij,ij->i", block, block, dtype=np.float64))


def measure_lengths(blocks: Iterable[np.ndarray]) -> LengthStatistics:
    """Statistics of the lengths of vectors that come in blocks of shape (m, z_dim)."""
    statistics = LengthStatistics()
    for block in blocks:
        statistics.update(lengths(block))
    return statistics


def uniform_blocks(
    b: float, z_dim: int, vectors: int, generator: np.random.Generator, block: int = 8192
) -> Iterable[np.ndarray]:
    """Uniform float32 vectors from [-b, b]^z_dim in blocks of (block, z_dim)."""
    for start in range(0, vectors, block):
        size = (min(block, vectors - start), z_dim)
        yield (generator.random(size, np.float32) * 2 - 1) * np.float32(b)


def radius_row(
    source: str, b: float, measured: LengthStatistics, z_dim: int, central: tuple[float, float]
) -> dict[str, float | str]:
    """One row of the table of vector lengths.

    Args:
        source: "latents" or "uniform".
        b: half side of the cube; NaN for latents.
        measured: the lengths.
        z_dim: number of components.
        central: between these lengths lie the central 99 % of the data.

    Returns:
        mean, std and their standard errors; for uniform vectors the exact, the asymptotic and the
        published values, and what each of the others is off from the exact one, relative to it;
        `inside_central_99`, the share of vectors whose length lies in `central`.
    """
    found = measured.mean, measured.std
    row: dict[str, float | str] = {"source": source, "b": b, "mean": found[0], "std": found[1]}
    columns = {}
    if source == "uniform":
        exact = uniform_radius(b, z_dim)
        others = {
            "asymptotic": asymptotic_radius(b, z_dim),
            "published": published_radius(b, z_dim),
        }
    else:
        exact = (math.nan, math.nan)
        others = dict.fromkeys(("asymptotic", "published"), exact)
    for k, moment in enumerate(("mean", "std")):
        row[f"exact_{moment}"] = exact[k]
        for name, values in others.items():
            columns[f"{name}_{moment}"] = values[k]
        for name, values in {"": found, **others}.items():
            column = f"{name}_{moment}_relative_error".removeprefix("_")
            # A cube of no size (all vectors at the origin) has no relative errors.
            columns[column] = values[k] / exact[k] - 1 if exact[k] else math.nan
    low, high = central
    inside = measured.share_below(np.nextafter(high, np.inf)) - measured.share_below(low)
    return row | {
        "vectors": measured.vectors,
        "b_matched": matched_b(measured.mean, z_dim),
        "mean_error": measured.mean_error,
        "std_error": measured.std_error,
        "inside_central_99": inside,
        **columns,
    }


def length_histograms(
    measured: Sequence[LengthStatistics], bins: int
) -> tuple[np.ndarray, np.ndarray]:
    """Histograms of several sets of lengths on common logarithmic edges.

    On a logarithmic scale all cubes have peaks of one width: std / mean does not depend on b.
    Lengths of 0 have no place on it and are left out.

    Args:
        measured: the sets.
        bins: about how many bins all sets together span.

    Returns:
        edges: (m + 1,), from below the shortest to above the longest vector; m may be 0.
        shares: (sets, m), share of a set in each bin.
    """
    ends = [edges[[0, -1]] for edges, counts in (one.counts(1) for one in measured) if len(counts)]
    if not ends:
        return np.ones(1), np.zeros((len(measured), 0))
    span = math.log(max(high for _, high in ends) / min(low for low, _ in ends))
    every = max(1, round(span / bins / LengthStatistics.WIDTH))
    width = every * LengthStatistics.WIDTH
    found = [one.counts(every) for one in measured]
    filled = [edges for edges, counts in found if len(counts)]
    low = min(edges[0] for edges in filled)
    count = round(math.log(max(edges[-1] for edges in filled) / low) / width)
    shares = np.zeros((len(measured), count))
    for row, (edges, counts), one in zip(shares, found, measured, strict=True):
        first = round(math.log(edges[0] / low) / width) if len(counts) else 0
        row[first : first + len(counts)] = counts / one.vectors
    return low * np.exp(width * np.arange(count + 1)), shares
