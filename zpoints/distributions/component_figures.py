"""Figures of the component distributions: all components, and the dominant ones."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zpoints.distributions import titles
from zpoints.figures import style

# Where fewer components dominate, the widest ones are drawn, so many of them.
LEAST_DOMINANT, WIDEST = 4, 8


def components(
    histogram: Mapping[str, np.ndarray], b: float, table: pd.DataFrame, case: str, path: str | Path
) -> None:
    """Save the histograms of all components before the box of a cube of the same mean length.

    Args:
        histogram: centres of equally spaced bins, (bins,); counts (z_dim, bins), underflow and
            overflow (z_dim,) of the latent vectors.
        b: half side of the cube.
        table: of the components, with the columns dominant and half_width.
        case: name of the case.
        path: of the PNG.
    """
    centres, counts = histogram["centres"], histogram["counts"]
    dominant = table["dominant"].to_numpy()
    density = _density(counts, centres)
    with style.context():
        figure = style.new(11, 5.2)
        axes = figure.subplots()
        _draw_cube(axes, b)
        for part, color, name, alpha in (
            (~dominant, style.BLUE, "other", 0.3),
            (dominant, style.RED, "dominant", 0.6),
        ):
            lines = axes.plot(centres, density[part].T, color=color, alpha=alpha, lw=0.8)
            if lines:
                lines[0].set_label(f"{name} components ({part.sum()})")
        _finish(axes, _range(counts, centres, b))
        for handle in axes.legend(title=_vectors(histogram), alignment="left").legend_handles[1:]:
            handle.set(alpha=1, linewidth=2)
        style.title(figure, titles.components(table, share_beyond(histogram, b), case), 13)
        style.save(figure, path)


def dominant(
    histogram: Mapping[str, np.ndarray],
    b: float,
    table: pd.DataFrame,
    limit: int,
    case: str,
    path: str | Path,
) -> None:
    """Save the histograms of the dominant components with the largest share, with a legend.

    Where fewer than four components dominate, the eight widest are drawn, and the title says so.

    Args:
        histogram: as of `components`.
        b: half side of the cube whose box is drawn behind them.
        table: of the components.
        limit: most components drawn.
        case: name of the case.
        path: of the PNG.
    """
    rows = drawn_components(table, limit)
    centres, counts = histogram["centres"], histogram["counts"]
    density = _density(counts, centres)
    with style.context():
        figure = style.new(11, 5.2)
        axes = figure.subplots()
        _draw_cube(axes, b)
        for k, row in enumerate(rows.itertuples()):
            axes.plot(
                centres,
                density[row.component],
                color=style.CYCLE[k % len(style.CYCLE)],
                linestyle=style.LINES[k // len(style.CYCLE) % len(style.LINES)],
                label=f"{row.component}: {titles.place(row.mode, row.half_width)}",
            )
        _finish(axes, _range(counts[rows["component"]], centres, b))
        style.title(figure, titles.dominant(table, rows, case), 13)
        figure.legend(
            *axes.get_legend_handles_labels(),
            loc="outside right center",
            title=f"component: mode ± half width,\n{_vectors(histogram)}",
            alignment="left",
        )
        style.save(figure, path)


def drawn_components(table: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Rows of the components that the figure of the dominant ones draws.

    Args:
        table: columns dominant, rank, half_width.
        limit: most rows.

    Returns:
        The dominant components of largest share; the widest, if fewer than four dominate.
    """
    dominating = table[table["dominant"]]
    if len(dominating) >= LEAST_DOMINANT:
        return dominating.sort_values("rank").head(limit)
    return table.sort_values("half_width", ascending=False).head(min(limit, WIDEST))


def share_beyond(histogram: Mapping[str, np.ndarray], b: float) -> float:
    """Share of all values beyond [-b, b]; a bin that b cuts is shared out evenly.

    Args:
        histogram: centres (bins,); counts (z_dim, bins), underflow and overflow (z_dim,).
        b: half side of the cube.
    """
    centres, counts = histogram["centres"], histogram["counts"].sum(axis=0)
    width = _width(centres)
    low, high = centres - width / 2, centres + width / 2
    inside = np.clip(np.minimum(high, b) - np.maximum(low, -b), 0, None) / width
    total = counts.sum() + histogram["underflow"].sum() + histogram["overflow"].sum()
    return float(1 - (counts * inside).sum() / total)


def _draw_cube(axes: Axes, b: float) -> None:
    """Draw the exact density of each component of uniform vectors, behind all else."""
    axes.fill_between(
        [-b, b],
        1 / (2 * b),
        color=style.ORANGE,
        alpha=0.3,
        lw=0,
        zorder=0.5,
        label=f"any component of a cube, b = {b:.3g}",
    )


def _vectors(histogram: Mapping[str, np.ndarray]) -> str:
    """How many vectors were counted."""
    first = (histogram[name][0] for name in ("counts", "underflow", "overflow"))
    return f"{sum(int(np.sum(part)) for part in first):,} latent vectors"


def _finish(axes: Axes, limits: tuple[float, float]) -> None:
    axes.set(xlabel="value of a component", ylabel="density", xlim=limits)
    axes.set_ylim(bottom=0)


def _width(centres: np.ndarray) -> float:
    return (centres[-1] - centres[0]) / (len(centres) - 1)


def _density(counts: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) / _width(centres)


def _range(counts: np.ndarray, centres: np.ndarray, b: float) -> tuple[float, float]:
    """Range of the axis that holds the cube and every filled bin, and some air."""
    filled = centres[counts.any(axis=0)]
    width = _width(centres)
    return min([*filled, -b]) - width, max([*filled, b]) + width
