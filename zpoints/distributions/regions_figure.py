"""Figure of the region hits: how often uniform vectors fall where the data are."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zpoints.distributions import titles
from zpoints.figures import notes, style

TERMS = (
    "Region(k): all vectors of which every component is within k half widths (at half maximum) of "
    "its mode.\nb: half side of the cube [\N{MINUS SIGN}b, b] of uniform vectors, whose "
    "probability is exact. A hollow mark: no vector; of the data fewer than one."
)
# Points between the end of a line and its label.
GAP = 8


def regions(table: pd.DataFrame, case: str, path: str | Path) -> None:
    """Save the share of vectors in Region(k) over k: a line for the data, one for each cube.

    Where components without a mode leave no region, the figure says so.

    Args:
        table: columns source, b, k, vectors, hits, log10_probability, missing, as of
            `regions.hits_table`.
        case: name of the case.
        path: of the PNG.
    """
    missing = int(table["missing"].max())
    if missing:
        notes.note(_no_region(missing), f"Case {case}: no hits of Region(k)", path)
        return
    latents = table[table["source"] == "latents"].sort_values("k")
    cubes = table[table["source"] == "uniform"].sort_values(["b", "k"])
    lines = dict(iter(cubes.groupby("b")))
    vectors = int(latents["vectors"].iloc[0])
    finite = table["log10_probability"].replace(-np.inf, np.nan).min()
    # Below this is only what never happens.
    floor = min(finite, -np.log10(vectors), -1) * 1.6
    with style.context():
        figure = style.new(11, 6)
        axes = figure.subplots()
        _set_axes(axes, sorted(set(table["k"])), floor)
        colors = mpl.colormaps["Blues"](np.linspace(0.45, 1, max(len(lines), 2)))
        for (b, rows), color in zip(lines.items(), colors, strict=False):
            _draw_line(axes, rows, floor, color=color, marker="o", label=f"b = {b:g}")
        data = {"color": style.ORANGE, "marker": "D", "lw": 3}
        _draw_line(axes, latents, -np.log10(vectors), label="", **data)
        handles = [
            style.dot(style.ORANGE, "D", f"{vectors:,} latent vectors"),
            style.dot(colors[-1], "o", "uniform vectors"),
        ]
        axes.legend(handles=handles, loc="upper left")
        figure.legend(
            handles=[], loc="outside lower left", title=TERMS, title_fontsize=10.5, alignment="left"
        )
        style.title(figure, titles.regions(table, case), 13)
        style.save(figure, path)


def _set_axes(axes: Axes, k: list[float], floor: float) -> None:
    """Set scales that show 0.1 and 10⁻³⁰⁰ alike: logarithms of k and of log10 itself."""
    axes.set_xscale("log")
    axes.set_xticks(k, [f"{size:g}" for size in k])
    axes.set_xticks([], minor=True)
    axes.set_yscale("symlog", linthresh=1)
    ticks = [0.0, -1, -3, -10, -30, -100, -300, -1000, -3000]
    ticks = [tick for tick in ticks if tick >= floor]
    axes.set_yticks(ticks, ["1", "0.1", *(f"$10^{{{tick:.0f}}}$" for tick in ticks[2:])])
    axes.set_yticks([], minor=True)
    axes.set(
        xlabel="size of the region, k", ylabel="share of vectors in Region(k)", ylim=(floor, 0.15)
    )
    # Labels of the lines stand at the left.
    axes.set_xlim(k[0] / (1.35 if len(k) > 1 else 2), k[-1] * 1.08)


def _draw_line(axes: Axes, rows: pd.DataFrame, floor: float, label: str, **look: Any) -> None:
    """Draw a line, its label at the left end; a hollow mark at the floor stands for none."""
    never = np.isinf(rows["log10_probability"]).to_numpy()
    y = rows["log10_probability"].where(~never, floor).to_numpy()
    axes.plot(rows["k"], y, clip_on=False, zorder=3, **look)
    if never.any():
        hollow = {"mfc": "white", "mec": look["color"], "ls": "", "marker": look["marker"]}
        axes.plot(rows["k"][never], y[never], clip_on=False, zorder=4, **hollow)
    axes.annotate(
        label,
        (rows["k"].iloc[0], y[0]),
        xytext=(-GAP, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        color=look["color"],
        fontsize=10.5,
    )


def _no_region(missing: int) -> str:
    """Why there is no region to hit."""
    which = "1 component lies" if missing == 1 else f"{missing} components lie"
    return (
        f"{which} outside distributions.histogram.range, so there is no mode to count hits about. "
        "Widen the range and run the study again. The log of the job regions names the component"
        f"{'' if missing == 1 else 's'}."
    )
