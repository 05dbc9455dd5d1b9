"""Figures of the correlations: the matrix, scatter panels of pairs, and slices."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zpoints.correlations import titles
from zpoints.figures import numbers, style

COLUMNS = 4
# Corners of a square about the origin, from one back to it.
SQUARE = np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])


def matrix(
    correlations: np.ndarray,
    order: np.ndarray,
    noise: float,
    limit: float,
    case: str,
    path: str | Path,
) -> None:
    """Save a heat map of a correlation matrix, and how its entries are distributed.

    Args:
        correlations: Pearson matrix (z_dim, z_dim).
        order: (z_dim,) components in the order in which they are drawn, e.g. of `order.clustered`.
        noise: standard deviation of r between independent components.
        limit: |r| at which the colours end.
        case: name of the case.
        path: of the PNG.
    """
    r = correlations[np.ix_(order, order)]
    off_diagonal = np.where(np.eye(len(r), dtype=bool), np.nan, r)
    values = r[np.triu_indices(len(r), 1)]
    with style.context():
        figure = style.new(12.5, 5.8)
        left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
        colors = mpl.colormaps["RdBu_r"].with_extremes(bad=style.UNKNOWN)
        image = left.imshow(off_diagonal, cmap=colors, vmin=-limit, vmax=limit)
        left.grid(visible=False)
        # Numbers of components say nothing, and hundreds of them have no room.
        left.set(
            xlabel="components",
            ylabel="components",
            title="related components side by side",
            xticks=[],
            yticks=[],
        )
        bar = figure.colorbar(
            image, label="Pearson r (dotted: noise)", extend="both" if limit < 1 else "neither"
        )
        for level in (-noise, noise):
            bar.ax.axhline(level, color="black", lw=1, ls=":")
        _draw_distribution(right, values[np.isfinite(values)], noise)
        style.title(figure, titles.matrix(correlations, noise, case), 13)
        style.save(figure, path)


def _draw_distribution(axes: Axes, values: np.ndarray, noise: float) -> None:
    """Draw the histogram of all r, and what is expected between independent components."""
    # Imported here, because the other figures do without it.
    from scipy import special

    edges = np.linspace(-1, 1, 101)
    counts = np.histogram(values, edges)[0]
    axes.stairs(counts, edges, color=style.BLUE, fill=True, alpha=0.4)
    axes.stairs(counts, edges, color=style.BLUE, label=f"the {len(values):,} pairs")
    expected = len(values) * np.diff(special.ndtr(edges / noise))
    drawn = expected > 0.5
    axes.plot(
        ((edges[:-1] + edges[1:]) / 2)[drawn],
        expected[drawn],
        color=style.RED,
        ls="--",
        label=f"if independent: ±{noise:.3f}",
    )
    axes.axvspan(-noise, noise, color=style.RED, alpha=0.12, lw=0)
    reach = np.abs(values).max(initial=3 * noise) * 1.1
    axes.set_xlim(-min(reach, 1), min(reach, 1))
    axes.set_ylim(0.7, max(counts.max(), expected.max(), 1) * 3)
    axes.set_yscale("log")
    axes.set(xlabel="Pearson r", ylabel="pairs of components", title="all pairs")
    axes.legend(loc="upper right")


def pairs(
    vectors: np.ndarray,
    panels: Sequence[tuple[int, int, float]],
    uniform: np.ndarray,
    image: np.ndarray,
    b: float,
    chosen: bool,
    case: str,
    path: str | Path,
    colour: tuple[str, np.ndarray] | None = None,
) -> None:
    """Save scatter panels of pairs of components, all with the same axes.

    Args:
        vectors: (m, z_dim), drawn as points.
        panels: up to 16 of (i, j, r).
        uniform: (n, z_dim), the red points.
        image: (z_dim,), the orange point.
        b: half side of the cube that the red points come from.
        chosen: whether the config names the pairs; else they are the strongest.
        case: name of the case.
        path: of the PNG.
        colour: name and values (m,) of an attribute that colours the vectors, NaN where unknown.
    """
    rows = max(1, -(-len(panels) // COLUMNS))
    reach = _reach(vectors, panels, b)
    title = titles.pairs(panels, chosen, case)
    colors, names, scale = _attribute_colors(len(vectors), colour)
    small = {"axes.grid": False, "font.size": 10, "axes.titlesize": 11, "text.parse_math": False}
    with style.context(small):
        figure = style.new(12.5, 3.1 * rows + 1.1)
        grid = figure.subplots(rows, COLUMNS, squeeze=False, sharex=True, sharey=True).ravel()
        size = float(np.clip(4000 / len(vectors), 1.5, 12))
        alpha = 0.35
        if colour is not None:  # colours are told apart only where points do not mix
            size, alpha = max(size, 3), 0.8
            title += f", coloured by {style.shortened(colour[0])}"
        for axes, (i, j, r) in zip(grid, panels, strict=False):
            axes.scatter(
                vectors[:, i], vectors[:, j], s=size, c=colors, alpha=alpha, lw=0, rasterized=True
            )
            axes.scatter(uniform[:, i], uniform[:, j], s=22, color=style.RED, lw=0)
            axes.scatter(image[i], image[j], s=60, color=style.ORANGE, edgecolor="black", lw=0.8)
            axes.scatter(0, 0, s=60, color=style.YELLOW, edgecolor="black", lw=0.8, marker="s")
            axes.plot(*b * SQUARE, color=style.RED, lw=1)
            axes.set(xlabel=f"component {i}", ylabel=f"component {j}", aspect="equal")
            axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
            axes.set_title(f"r = {numbers.signed(r)}")
            axes.tick_params(labelbottom=True, labelleft=True)
        for axes in grid[len(panels) :]:
            axes.set_visible(False)
        if not panels:
            figure.text(0.5, 0.5, "no two components vary together", ha="center")
        handles = [
            *(style.dot(color, "o", name) for name, color in names.items()),
            style.dot(style.RED, "o", f"{len(uniform)} uniform vectors, their cube b = {b:.3g}"),
            style.dot(style.ORANGE, "o", "one image", edge="black"),
            style.dot(style.YELLOW, "s", "origin", edge="black"),
        ]
        style.title(figure, title, 13)
        figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5))
        if colour is not None and scale is not None:
            known = np.isfinite(colour[1]).sum()
            label = f"{style.shortened(colour[0])} of {known:,} latent vectors"
            figure.colorbar(scale, ax=grid.tolist(), label=label, fraction=0.02, pad=0.02)
        style.save(figure, path)


def _reach(vectors: np.ndarray, panels: Sequence[tuple[int, int, float]], b: float) -> float:
    """How far axes must reach to either side to show all drawn points and the cube."""
    drawn = [component for panel in panels for component in panel[:2]]
    return 1.05 * max(b, float(np.abs(vectors[:, drawn]).max(initial=0)))


def _attribute_colors(
    count: int, colour: tuple[str, np.ndarray] | None
) -> tuple[str | np.ndarray, dict[str, str], mpl.cm.ScalarMappable | None]:
    """How points are coloured by an attribute.

    Args:
        count: number of points.
        colour: name and values (count,) of the attribute.

    Returns:
        Colours of the points; name and colour of each entry of the legend; the scale of an
        attribute that is not only 0 and 1.
    """
    if colour is None:
        return style.BLUE, {f"{count:,} latent vectors": style.BLUE}, None
    attribute, values = style.shortened(colour[0]), colour[1]
    known = np.isfinite(values)
    colors = np.full((count, 4), mpl.colors.to_rgba(style.UNKNOWN))
    names, scale = {}, None
    if np.isin(values[known], (0, 1)).all():
        for number, word, color in ((1, "yes", style.PINK), (0, "no", style.BLUE)):
            part = values == number
            colors[part] = mpl.colors.to_rgba(color)
            names[f"{attribute}: {word} ({part.sum():,})"] = color
    else:
        limits = mpl.colors.Normalize(values[known].min(), values[known].max())
        scale = mpl.cm.ScalarMappable(limits, "viridis")
        colors[known] = scale.to_rgba(values[known])
    if not known.all():
        names[f"{attribute} unknown ({(~known).sum():,})"] = style.UNKNOWN
    return colors, names, scale


def slices(
    vectors: np.ndarray, table: pd.DataFrame, inside: np.ndarray, case: str, path: str | Path
) -> None:
    """Save a scatter panel for each slice of the cloud.

    Args:
        vectors: (m, z_dim).
        table: columns vectors, i, j, limit, drawn; one row for each of the three stages of each
            slice.
        inside: bool (slices, m), which vectors are below the limit in all components but i and j.
        case: name of the case.
        path: of the PNG.
    """
    columns = max(1, min(len(inside), 3))
    rows = max(1, -(-len(inside) // columns))
    with style.context():
        figure = style.new(max(5.2 * columns, 7.5), 6.1 * rows + 0.5)
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for number, part in enumerate(inside):
            _draw_slice(grid[number], vectors, table.iloc[3 * number : 3 * number + 3], part)
        for axes in grid[len(inside) :]:
            axes.set_visible(False)
        style.title(figure, titles.slices(table, case), 13)
        style.save(figure, path)


def _draw_slice(axes: Axes, vectors: np.ndarray, stages: pd.DataFrame, inside: np.ndarray) -> None:
    """Draw one slice; `stages` are its three rows of the table, `inside` is (m,)."""
    i, j, limit = (stages[name].iloc[0] for name in ("i", "j", "limit"))
    others, _, both = stages["vectors"]
    axes.plot(
        vectors[~inside, i],
        vectors[~inside, j],
        ".",
        color=style.GREY,
        ms=2,
        alpha=0.35,
        label=f"other vectors ({len(vectors) - others:,})",
    )
    axes.plot(
        vectors[inside, i],
        vectors[inside, j],
        ".",
        color=style.BLUE,
        # Few points must stand out below the red line; many must leave it visible.
        ms=4 if others > 500 else 8,
        label=f"|z| < {limit:g} in all other components ({others:,})",
    )
    axes.plot(*limit * SQUARE, color=style.RED, lw=1.5, label=f"and in these two ({both:,})")
    axes.plot(0, 0, "s", color=style.YELLOW, mec="black", ms=7, label="origin")
    axes.set(xlabel=f"component {i}", ylabel=f"component {j}")
    axes.set_aspect("equal")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), fontsize=10, markerscale=1.3)
