"""Lengths of uniform vectors, measured and by formulas, beside those of the latent vectors."""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd

from zpoints.cloud.cloud import matched_b
from zpoints.cloud.lengths import LengthStatistics, measure_lengths
from zpoints.logs import logger


def exact_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Exact mean and standard deviation of the length R of uniform vectors from [-b, b]^z_dim.

    With x uniform in [-1, 1], E exp(-u² x²) = sqrt(π) erf(u) / (2 u) =: g(u), and the mean of the
    root of a sum of N such squares is (1 / sqrt(π)) ∫ (1 - g(u)^N) / u² du over u > 0. For large N
    this is b sqrt(N/3) (1 - 1/(10 N)), and the std is (b / sqrt(15)) (1 + 0.207 / N).
    """
    # Imported here, because it takes longer to load than most jobs need to run.
    from scipy.integrate import quad

    def integrand(u: float) -> float:
        if u < 0.5:  # g(u) - 1 by its series: near 0 the difference would lose digits
            terms = ((-u * u) ** k / math.factorial(k) / (2 * k + 1) for k in range(1, 12))
            log_g = math.log1p(math.fsum(terms))
        else:
            log_g = math.log(math.sqrt(math.pi) * math.erf(u) / (2 * u))
        return -math.expm1(z_dim * log_g) / u**2

    # The integrand is smooth as long as z_dim u² / 3 is below about 10, and falls as 1 / u² beyond.
    bend = 6 / math.sqrt(z_dim)
    parts = [
        quad(integrand, low, high, epsabs=0, epsrel=1e-11, limit=200)[0]
        for low, high in ((0, bend), (bend, np.inf))
    ]
    mean = sum(parts) / math.sqrt(math.pi)
    return b * mean, b * math.sqrt(z_dim / 3 - mean**2)


def asymptotic_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Mean and standard deviation of the length of uniform vectors to first order in 1/N.

    b sqrt(N/3) (1 - 1/(10 N)) and (b / sqrt(15)) (1 + 0.207 / N); `exact_radius` gives the exact
    values by quadrature.
    """
    return (
        b * math.sqrt(z_dim / 3) * (1 - 1 / (10 * z_dim)),
        b / math.sqrt(15) * (1 + 0.207 / z_dim),
    )


def published_radius(b: float, z_dim: int) -> tuple[float, float]:
    """Mean and standard deviation of the length by the formulas of the published study.

    b sqrt(N/3) sqrt(1 / (1 + 1/(4N))) is near the exact mean. b sqrt(N/15) sqrt(1 + 1/(4N)) grows
    with sqrt(N), which the exact standard deviation does not.
    """
    correction = math.sqrt(1 + 1 / (4 * z_dim))
    return b * math.sqrt(z_dim / 3) / correction, b * math.sqrt(z_dim / 15) * correction


def radius_row(
    source: str, b: float, measured: LengthStatistics, z_dim: int, central: tuple[float, float]
) -> dict[str, float | str]:
    """One row of the table of vector lengths.

    Args:
        source: "latents" or "uniform".
        b: half side of the cube; NaN for latents.
        measured: the lengths.
        z_dim: number of components.
        central: between these two lengths lie the central 99 % of the data.

    Returns:
        source, b, mean, std, exact_mean, exact_std, vectors, b_matched, the standard errors
        mean_error and std_error, inside_central_99 (share of the vectors whose length lies in
        `central`), the values of the other formulas, and the relative errors of all against the
        exact values. What belongs to a formula is NaN for latents.
    """
    moments = measured.mean, measured.std
    row: dict[str, float | str] = {"source": source, "b": b, "mean": moments[0], "std": moments[1]}
    formulas = {}
    if source == "uniform":
        exact = exact_radius(b, z_dim)
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
            formulas[f"{name}_{moment}"] = values[k]
        for name, values in {"": moments, **others}.items():
            column = f"{name}_{moment}_relative_error".removeprefix("_")
            # A cube of no size (all vectors at the origin) has no relative errors.
            formulas[column] = values[k] / exact[k] - 1 if exact[k] else math.nan
    low, high = central
    inside = measured.share_below(np.nextafter(high, np.inf)) - measured.share_below(low)
    return row | {
        "vectors": measured.vectors,
        "b_matched": matched_b(measured.mean, z_dim),
        "mean_error": measured.mean_error,
        "std_error": measured.std_error,
        "inside_central_99": inside,
        **formulas,
    }


def compare(
    latents: LengthStatistics,
    z_dim: int,
    b_grid: Sequence[float],
    cube: Callable[[float], Iterable[np.ndarray]],
) -> tuple[pd.DataFrame, list[LengthStatistics], tuple[float, float]]:
    """Measure lengths of uniform vectors and set them beside those of the latent vectors.

    Args:
        latents: lengths of the latent vectors.
        z_dim: number of components.
        b_grid: half sides of cubes; the matched b is added as the last.
        cube: b -> blocks of vectors (m, z_dim) from U[-b, b]^z_dim.

    Returns:
        table: rows of `radius_row`, the latents first, then the cubes.
        sets: the lengths that the rows are of.
        central: between these two lengths lie the central 99 % of the latent vectors.
    """
    low, high = latents.quantile(np.array([0.005, 0.995]))
    rows = [radius_row("latents", math.nan, latents, z_dim, (low, high))]
    sets = [latents]
    matched = matched_b(latents.mean, z_dim)
    logger.info("mean length %.4f, matched by b = %.4f", latents.mean, matched)
    for b in [*b_grid, matched]:
        sets.append(measure_lengths(cube(b)))
        rows.append(radius_row("uniform", b, sets[-1], z_dim, (low, high)))
        inside = 100 * rows[-1]["inside_central_99"]
        logger.info("b = %g: %.2f %% of the lengths lie in the data's central 99 %%", b, inside)
    return pd.DataFrame(rows), sets, (low, high)


def histograms(sets: Sequence[LengthStatistics], bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Histograms of several sets of lengths on common logarithmic edges.

    On a logarithmic scale all cubes have peaks of one width, because std / mean does not depend on
    b. Lengths of 0 have no place on it and are left out.

    Args:
        sets: at least one.
        bins: about how many bins all sets together span.

    Returns:
        edges: (m + 1,), from below the shortest to above the longest vector; m may be 0.
        shares: (sets, m), share of a set in each bin.
    """
    ends = [edges[[0, -1]] for edges, counts in (one.counts(1) for one in sets) if len(counts)]
    if not ends:
        return np.ones(1), np.zeros((len(sets), 0))
    span = math.log(max(high for _, high in ends) / min(low for low, _ in ends))
    merged = max(1, round(span / bins / LengthStatistics.WIDTH))  # fine bins in one of these
    width = merged * LengthStatistics.WIDTH
    coarse = [one.counts(merged) for one in sets]
    filled = [edges for edges, counts in coarse if len(counts)]
    low = min(edges[0] for edges in filled)
    count = round(math.log(max(edges[-1] for edges in filled) / low) / width)
    shares = np.zeros((len(sets), count))
    for row, (edges, counts), one in zip(shares, coarse, sets, strict=True):
        first = round(math.log(edges[0] / low) / width) if len(counts) else 0
        row[first : first + len(counts)] = counts / one.vectors
    return low * np.exp(width * np.arange(count + 1)), shares
