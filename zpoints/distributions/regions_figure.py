"""Figure of the region hits: how often uniform vectors fall where the data are."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd

from zpoints.figures import notes, style


def regions(table: pd.DataFrame, title: str, path: str | Path) -> None:
    """Save a heat map of the hits of Region(k) by uniform vectors from [-b, b].

    Where components without a mode leave no region, the figure says so.

    Args:
        table: columns source, b, k, vectors, hits, log10_probability, missing, as of
            `regions.hits_table`.
        title: title of the figure.
        path: of the PNG.
    """
    missing = int(table["missing"].max())
    if missing:
        notes.note(_no_region(missing), f"{title}: no hits of Region(k)", path)
        return
    uniform = table[table["source"] == "uniform"]
    probability = uniform.pivot_table(index="b", columns="k", values="log10_probability")
    hits = uniform.pivot_table(index="b", columns="k", values="hits")
    latents = table[table["source"] == "latents"].set_index("k")
    finite = probability.replace(-np.inf, np.nan)
    with style.context({"axes.grid": False}):
        figure = style.new(1.7 * probability.shape[1] + 2.2, 0.75 * len(probability) + 2.2)
        axes = figure.subplots()
        colors = mpl.colormaps["viridis"].with_extremes(bad="#DDDDDD")
        image = axes.imshow(
            finite, cmap=colors, vmin=min(finite.min().min(), -1), vmax=0, aspect="auto"
        )
        for y, b in enumerate(probability.index):
            for x, k in enumerate(probability.columns):
                value = probability.loc[b, k]
                text = "never" if np.isinf(value) else f"p = {_power_of_ten(value)}"
                dark = np.isfinite(value) and image.norm(value) < 0.6
                axes.text(
                    x,
                    y,
                    f"{int(hits.loc[b, k]):,} hits\n{text}",
                    ha="center",
                    va="center",
                    fontsize=10,
                    color="white" if dark else "black",
                )
        labels = [f"k = {k:g}\ndata: {latents.loc[k, 'hits']:,}" for k in probability.columns]
        axes.set_xticks(range(len(labels)), labels)
        axes.set_yticks(range(len(probability)), [f"b = {b:g}" for b in probability.index])
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        count = int(uniform["vectors"].iloc[0])
        axes.set_title(f"{title}: hits of Region(k) among {count:,} vectors")
        figure.colorbar(image, label="log10 of the exact probability")
        style.save(figure, path)


def _no_region(missing: int) -> str:
    """Why there is no region to hit."""
    which = "1 component lies" if missing == 1 else f"{missing} components lie"
    return (
        f"{which} outside distributions.histogram.range, so there is no mode to count hits about. "
        "Widen the range and run the study again. The log of the job regions names the component"
        f"{'' if missing == 1 else 's'}."
    )


def _power_of_ten(log10: float) -> str:
    """A probability as text: plain if it is large enough, else as a power of ten."""
    return f"{10**log10:.2g}" if log10 > -4 else f"$10^{{{log10:.0f}}}$"
