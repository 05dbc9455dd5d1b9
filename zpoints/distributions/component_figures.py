"""Figures of the component distributions: all components, and the dominant ones."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zpoints.distributions.modes import without_mode
from zpoints.figures import style


def panels(
    latents: Mapping[str, np.ndarray], uniform: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Titles of the two panels that both figures have, and their counts (z_dim, bins).

    Args:
        latents: counts (z_dim, bins), underflow and overflow (z_dim,) of the latent vectors.
        uniform: the same of uniform vectors, and b, the half side of their cube.
    """
    vectors, drawn = (
        int(part["counts"][0].sum() + part["underflow"][0] + part["overflow"][0])
        for part in (latents, uniform)
    )
    return {
        f"{vectors:,} latent vectors": latents["counts"],
        f"{drawn:,} uniform vectors, b = {float(uniform['b']):.3g}": uniform["counts"],
    }


def components(
    counts: Mapping[str, np.ndarray],
    centres: np.ndarray,
    table: pd.DataFrame,
    title: str,
    path: str | Path,
) -> None:
    """Save the histograms of all components, one panel for each source on the same axes.

    Args:
        counts: title of the panel to counts (z_dim, bins); the data first.
        centres: of the bins, (bins,), equally spaced.
        table: of the data's components, with the columns "dominant" and "half_width".
        title: title of the figure.
        path: of the PNG.
    """
    dominant = table["dominant"].to_numpy()
    missing = len(without_mode(table["half_width"].to_numpy()))
    if missing:
        title += f", {missing} of them outside the bins"
    with style.context():
        figure = style.new(6.2 * len(counts), 4.8)
        grid = _axes(figure, counts)
        for axes, heights in zip(grid, counts.values(), strict=True):
            density = _density(heights, centres)
            for part, color, name, alpha in (
                (~dominant, style.BLUE, "other", 0.25),
                (dominant, style.RED, "dominant", 0.6),
            ):
                lines = axes.plot(centres, density[part].T, color=color, alpha=alpha, lw=0.8)
                if lines:
                    lines[0].set_label(f"{name} components ({part.sum()})")
        grid[0].set_xlim(_range(np.concatenate(list(counts.values())), centres))
        grid[0].set_ylim(bottom=0)
        for handle in grid[0].legend().legend_handles:
            handle.set(alpha=1, linewidth=2)
        style.title(figure, title)
        style.save(figure, path)


def dominant(
    counts: Mapping[str, np.ndarray],
    centres: np.ndarray,
    table: pd.DataFrame,
    limit: int,
    title: str,
    path: str | Path,
) -> None:
    """Save the histograms of the dominant components with the largest share, with a legend.

    Where no component is dominant, those with the largest share are drawn, and the title says so.

    Args:
        counts: title of the panel to counts (z_dim, bins); the data first.
        centres: of the bins, (bins,), equally spaced.
        table: of the data's components.
        limit: most components drawn.
        title: first words of the figure's title.
        path: of the PNG.
    """
    candidates = table[table["dominant"]]
    rows = (candidates if len(candidates) else table).sort_values("rank").head(limit)
    number = f"{len(rows)} of {len(candidates)} dominant" if len(candidates) else "none dominant"
    with style.context():
        figure = style.new(5.4 * len(counts) + 2.6, 4.8)
        grid = _axes(figure, counts)
        for axes, heights in zip(grid, counts.values(), strict=True):
            density = _density(heights, centres)
            for k, row in enumerate(rows.itertuples()):
                axes.plot(
                    centres,
                    density[row.component],
                    color=style.CYCLE[k % len(style.CYCLE)],
                    linestyle=style.LINES[k // len(style.CYCLE)],
                    label=f"{row.component}: {_place(row.mode, row.half_width)}",
                )
        drawn = np.concatenate([heights[rows["component"]] for heights in counts.values()])
        grid[0].set_xlim(_range(drawn, centres))
        grid[0].set_ylim(bottom=0)
        style.title(figure, f"{title}: {number}, by share of the squared length", 14.4)
        handles, labels = grid[0].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside right upper", title="component: mode ± half width"
        )
        style.save(figure, path)


def _place(mode: float, half_width: float) -> str:
    """Mode and half width of a component, where it has them."""
    if not half_width > 0:
        return "outside the bins"
    return f"{mode:+.2f} ± {half_width:.2f}".replace("-", "\N{MINUS SIGN}")


def _axes(figure: Figure, titles: Collection[str]) -> Sequence[Axes]:
    """A row of panels on the same axes, one for each title."""
    grid = figure.subplots(1, len(titles), sharex=True, sharey=True, squeeze=False)[0]
    for axes, title in zip(grid, titles, strict=True):
        axes.set(xlabel="value of a component", title=title)
    grid[0].set_ylabel("density")
    return grid


def _width(centres: np.ndarray) -> float:
    return (centres[-1] - centres[0]) / (len(centres) - 1)


def _density(counts: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) / _width(centres)


def _range(counts: np.ndarray, centres: np.ndarray) -> tuple[float, float]:
    """Range of the axis that holds every filled bin, and some air."""
    filled = np.flatnonzero(counts.any(axis=0))
    if len(filled) == 0:
        return centres[0], centres[-1]
    width = _width(centres)
    return centres[filled[0]] - width, centres[filled[-1]] + width
