"""Figures of a cloud's shape: its spectrum, and how near to a Gaussian it is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from zpoints.figures import style
from zpoints.geometry import titles


def spectrum(table: pd.DataFrame, case: str, path: str | Path) -> None:
    """Save the PCA spectrum: variance of each component, and its cumulative share.

    Args:
        table: with rank, variance and cumulative.
        case: name of the case.
        path: of the PNG.
    """
    with style.context():
        figure = style.new(10, 4.4)
        left, right = figure.subplots(1, 2)
        positive = table[table["variance"] > 0]
        left.plot(positive["rank"], positive["variance"], color=style.BLUE)
        left.set_yscale("log")
        left.set(xlabel="principal component", ylabel="variance")
        right.plot(table["rank"], 100 * table["cumulative"], color=style.BLUE)
        for share, color in ((90, style.GREEN), (95, style.ORANGE), (99, style.RED)):
            count = titles.count_for(table, share / 100)
            right.axhline(share, color=color, lw=1, ls=":")
            right.plot(count, share, "o", color=color, label=f"{share} %: {count} components")
        right.set(xlabel="principal components", ylabel="share of the variance (%)")
        right.set_ylim(0, 102)
        right.legend(loc="lower right")
        style.title(figure, titles.spectrum(table, case))
        style.save(figure, path)


def normality(
    quantile: Callable[[np.ndarray], np.ndarray],
    vectors: int,
    origin: float,
    rank: int,
    components: pd.DataFrame,
    case: str,
    path: str | Path,
) -> None:
    """Save how near the cloud is to a Gaussian: χ² Q-Q plot, and the marginals' shapes.

    Args:
        quantile: gives quantiles of the vectors' squared Mahalanobis distances.
        vectors: their number.
        origin: distance of the origin.
        rank: degrees of freedom of χ².
        components: table with dominant, skewness and excess_kurtosis.
        case: name of the case.
        path: of the PNG.
    """
    with style.context():
        figure = style.new(11, 5)
        left, right = figure.subplots(1, 2)
        # 2,000 points draw the same line as all, and keep the tails.
        places = np.unique(np.linspace(0, vectors - 1, 2000).astype(int))
        levels = (places + 0.5) / vectors
        expected = 2 * special.gammaincinv(max(rank, 1) / 2, levels)  # chi-square's
        left.plot(expected, quantile(levels), ".", color=style.BLUE, ms=4, label="latent vectors")
        ends = [expected[0], expected[-1]]
        left.plot(ends, ends, color=style.GREY, lw=1.2, ls="--", label="a Gaussian's")
        left.axhline(origin**2, color=style.ORANGE, lw=1.5, label="origin")
        left.set(
            xlabel=f"quantile of χ² with {rank} degrees of freedom",
            ylabel="Mahalanobis distance² of the data",
            title="distances from the centre",
        )
        left.set_xlim(ends[0] - 0.03 * (ends[1] - ends[0]), ends[1] + 0.03 * (ends[1] - ends[0]))
        left.legend()
        right.axhspan(-titles.KURTOSIS, titles.KURTOSIS, color=style.GREEN, alpha=0.08, lw=0)
        right.axvspan(-titles.SKEWNESS, titles.SKEWNESS, color=style.GREEN, alpha=0.08, lw=0)
        for dominant, color, label in ((False, style.BLUE, "other"), (True, style.RED, "dominant")):
            group = components[components["dominant"] == dominant]
            if group.empty:
                continue
            right.plot(
                group["skewness"],
                group["excess_kurtosis"],
                "o",
                color=color,
                ms=4,
                alpha=0.6,
                mew=0,
                label=f"{label} components ({len(group)})",
            )
        right.set(xlabel="skewness", ylabel="excess kurtosis", title="shape of each component")
        right.legend()
        style.title(figure, titles.normality(quantile, rank, components, case), 12)
        style.save(figure, path)
