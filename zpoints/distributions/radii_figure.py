"""Figure of the vector lengths: the data beside uniform cubes."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter

from zpoints.distributions import titles
from zpoints.figures import style


def radii(
    edges: np.ndarray,
    shares: np.ndarray,
    table: pd.DataFrame,
    central: tuple[float, float],
    b_max: float,
    case: str,
    path: str | Path,
) -> None:
    """Save the distribution of vector lengths of the data and of uniform cubes.

    Args:
        edges: (bins + 1,), of equal ratio.
        shares: (sets, bins), in the order of the table's rows.
        table: columns source, b, mean, std, b_matched; the latents in its first row.
        central: between these two lengths lie the central 99 % of the data.
        b_max: largest b drawn.
        case: name of the case.
        path: of the PNG.
    """
    heights = shares / np.log(edges[1] / edges[0])  # per e-fold of length: 1 is 1 % per 1 %
    matched = table["b_matched"].iloc[0]
    cubes = table[(table["source"] == "uniform") & (table["b"] <= b_max)].sort_values("b")
    cubes = cubes[~np.isclose(cubes["b"], matched)]
    with style.context():
        figure = style.new(11, 5.2)
        axes = figure.subplots()
        _draw_data(axes, edges, heights[0], central)
        _draw_cubes(axes, edges, heights, cubes)
        axes.axvline(
            table["mean"].iloc[0],
            color=style.RED,
            lw=1.2,
            ls="--",
            label=f"mean length of the data, matched by b = {matched:.2f}",
        )
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set(xlabel="vector length R", ylabel="share of vectors (%) per 1 % of R")
        axes.set_title(titles.radii(table, case), fontsize=13)
        filled = np.flatnonzero(heights[[0, *cubes.index]].any(axis=0))
        if len(filled):
            axes.set_xlim(edges[filled[0]], edges[filled[-1] + 1])
        axes.set_ylim(0, max(float(heights.max()) * 1.12, 1))
        figure.legend(loc="outside lower center", ncols=2)
        style.save(figure, path)


def _draw_data(
    axes: Axes, edges: np.ndarray, heights: np.ndarray, central: tuple[float, float]
) -> None:
    # The data are fewer and wider than the cubes: wider bins show their shape, not noise.
    first = np.arange(0, len(heights), 4)
    ends = [*first[1:], len(heights)]
    data = np.add.reduceat(heights, first) / np.diff([*first, len(heights)])
    middle = np.sqrt(edges[first] * edges[ends])
    axes.fill_between(middle, data, color=style.ORANGE, alpha=0.5, lw=0)
    low, high = central
    axes.axvspan(low, high, color=style.ORANGE, alpha=0.12, lw=0, label="central 99 % of the data")
    axes.plot(middle, data, color=style.ORANGE, label="latent vectors of the images")


def _draw_cubes(axes: Axes, edges: np.ndarray, heights: np.ndarray, cubes: pd.DataFrame) -> None:
    """Draw the rows of `heights` that `cubes` numbers, with b written at each peak."""
    centres = np.sqrt(edges[:-1] * edges[1:])
    for number, (row, cube) in enumerate(cubes.iterrows()):
        axes.plot(
            centres,
            heights[row],
            color=style.BLUE,
            lw=1.2,
            label=None if number else "uniform in [\N{MINUS SIGN}b, b], b at the peak",
        )
        axes.annotate(
            f"{cube['b']:g}",
            (cube["mean"], heights[row].max()),
            xytext=(0, 4),
            textcoords="offset points",
            color=style.BLUE,
            ha="center",
        )
