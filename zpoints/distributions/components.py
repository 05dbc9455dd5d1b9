"""The table that describes every component: mode, half width, moments, share and rank."""

import numpy as np
import pandas as pd

from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.errors import StudyError


def table(
    statistics: ComponentStatistics, least_mode: float, least_half_width: float
) -> pd.DataFrame:
    """One row for each component.

    Args:
        statistics: of the vectors.
        least_mode: magnitude of the mode from which a component is dominant.
        least_half_width: half width from which a component is dominant.

    Returns:
        Columns component, mode, half_width, mean, std, skewness, excess_kurtosis, share (of the
        mean squared length), dominant, min, max, underflow, overflow, half_width_left,
        half_width_right, rank. Skewness and kurtosis of a constant component are NaN, and so
        are mode and half width of a component all of whose values lie beyond the bins; no such
        component is dominant. Rank 1 has the largest share.

    Raises:
        StudyError: there are no vectors.
    """
    if statistics.vectors == 0:
        raise StudyError("there are no latent vectors to describe; encode some images first.")
    inner = statistics.counts[:, 1:-1]
    mode, left, right = half_widths(inner, statistics.bins)
    variance, third, fourth = statistics.moments.powers / statistics.vectors
    second_moment = statistics.moments.mean**2 + variance
    with np.errstate(divide="ignore", invalid="ignore"):
        # A constant component has variance 0: its shape is undefined, not infinite.
        skewness = np.where(variance > 0, third / variance**1.5, np.nan)
        kurtosis = np.where(variance > 0, fourth / variance**2 - 3, np.nan)
    total = second_moment.sum()
    share = second_moment / total if total > 0 else np.zeros_like(second_moment)
    half_width = (left + right) / 2
    rank = np.empty(len(share), np.int64)
    rank[np.argsort(-share, kind="stable")] = np.arange(1, len(share) + 1)
    return pd.DataFrame(
        {
            "component": np.arange(len(share)),
            "mode": mode,
            "half_width": half_width,
            "mean": statistics.moments.mean,
            "std": np.sqrt(variance),
            "skewness": skewness,
            "excess_kurtosis": kurtosis,
            "share": share,
            "dominant": (np.abs(mode) >= least_mode) | (half_width >= least_half_width),
            "min": statistics.min,
            "max": statistics.max,
            "underflow": statistics.counts[:, 0],
            "overflow": statistics.counts[:, -1],
            "half_width_left": left,
            "half_width_right": right,
            "rank": rank,
        }
    )


def half_widths(counts: np.ndarray, bins: Bins) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mode and half widths at half maximum of histograms.

    On each side of the fullest bin (the first one, if there are several) the place where the counts
    cross half of its height is interpolated linearly between bin centres. Beyond the outermost bins
    counts are 0. Half of the full width is the mean of both sides.

    Args:
        counts: int (z_dim, bins.count), without underflow and overflow.
        bins: the bins.

    Returns:
        mode, left, right: each (z_dim,), in units of the values; NaN where a histogram is empty.
    """
    padded = np.pad(counts, ((0, 0), (1, 1))).astype(float)
    mode = np.full(len(counts), np.nan)
    sides = np.full((2, len(counts)), np.nan)
    for component, heights in enumerate(padded):
        peak = int(heights.argmax())
        if heights[peak] == 0:
            continue
        mode[component] = bins.centres[peak - 1]
        half = heights[peak] / 2
        for side, direction in enumerate((-1, 1)):
            place = peak
            while heights[place + direction] > half:
                place += direction
            inside, outside = heights[place], heights[place + direction]
            steps = abs(place - peak) + (inside - half) / (inside - outside)
            sides[side, component] = steps * bins.width
    return mode, sides[0], sides[1]
