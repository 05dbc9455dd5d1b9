"""Every figure of the study, in one style.

Figures are made without pyplot: no global state, no window system.
"""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from matplotlib.transforms import Bbox
from scipy import special

from zpoints.statistics import Bins, LengthStatistics

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, RED, YELLOW, GREY = "#56B4E9", "#D55E00", "#F0E442", "#6B6B6B"
CYCLE = (BLUE, ORANGE, GREEN, PINK, SKY, RED, "#000000", YELLOW)
UNKNOWN = "#BBBBBB"
LINES = ("-", "--", ":")
STYLE = {
    "font.size": 12,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "legend.fontsize": 11,
    "savefig.dpi": 150,
    "figure.constrained_layout.use": True,
    "image.interpolation": "nearest",
}


def montage(images: np.ndarray, columns: int, gap: int = 2) -> np.ndarray:
    """Lay images out in rows on white.

    Args:
        images: uint8 (n, size, size, channels), channels 1 or 3.
        columns: images in a row.
        gap: white pixels between images.

    Returns:
        uint8 (height, width, 3).
    """
    n, size = images.shape[:2]
    rows = -(-n // columns)
    step = size + gap
    sheet = np.full((rows * step - gap, columns * step - gap, 3), 255, np.uint8)
    for k, image in enumerate(images):
        y, x = (k // columns) * step, (k % columns) * step
        sheet[y : y + size, x : x + size] = image  # one channel is repeated
    return sheet


def sheet(images: np.ndarray, title: str, path: Path, columns: int | None = None) -> None:
    """Save a sheet of images under a title; nearly square unless `columns` is given."""
    columns = columns or int(np.ceil(np.sqrt(len(images))))
    rows = -(-len(images) // columns)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(max(0.95 * columns, 6), max(0.95 * rows, 0.95) + 0.5))
        _show(figure.subplots(), montage(images, columns), "")
        figure.suptitle(title, x=0.01, ha="left", fontsize=13)
        _save(figure, path)


def reconstructions(originals: np.ndarray, decoded: np.ndarray, title: str, path: Path) -> None:
    """Save pairs of rows: originals above, reconstructions below.

    Args:
        originals: uint8 (n, size, size, channels).
        decoded: uint8, the same shape.
        title: title of the figure.
        path: of the PNG.
    """
    columns = min(12, len(originals))
    groups = -(-len(originals) // columns)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(max(0.95 * columns, 6), groups * 2.0 + 0.6))
        for group, axes in enumerate(np.atleast_1d(figure.subplots(groups))):
            chosen = slice(group * columns, (group + 1) * columns)
            pair = np.concatenate([originals[chosen], decoded[chosen]])
            _show(axes, montage(pair, len(originals[chosen])), "")
        figure.suptitle(title, x=0.01, ha="left", fontsize=13)
        _save(figure, path)


def overview(rows: Mapping[str, np.ndarray], title: str, path: Path) -> None:
    """Save one row of images for each label, the label at its left.

    Args:
        rows: label to uint8 (n, size, size, channels).
        title: title of the figure.
        path: of the PNG.
    """
    columns = max(map(len, rows.values()))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(columns * 0.95 + 2.1, len(rows) * 1.0 + 0.5))
        grid = figure.subplots(len(rows), 2, squeeze=False, width_ratios=[1.9, columns * 0.95])
        for (left, right), (label, images) in zip(grid, rows.items(), strict=True):
            left.set_axis_off()
            left.text(1, 0.5, label, ha="right", va="center", fontsize=12)
            _show(right, montage(images, columns), "")
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


def history(table: pd.DataFrame, loss: str, title: str, path: Path) -> None:
    """Save the loss of training and validation over the epochs."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7, 4.5))
        axes = figure.subplots()
        marker = "o" if len(table) < 40 else None
        axes.plot(table["epoch"], table["loss"], color=BLUE, marker=marker, label="training")
        axes.plot(
            table["epoch"], table["val_loss"], color=ORANGE, marker=marker, label="validation"
        )
        axes.set(xlabel="epoch", ylabel=f"loss ({loss}, pixels in [0, 1])", title=title)
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter("{x:.3g}")
        axes.yaxis.set_major_formatter("{x:.3g}")
        axes.tick_params(axis="y", which="minor", labelsize=10)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend()
        _save(figure, path)


def components(
    counts: Mapping[str, np.ndarray], bins: Bins, table: pd.DataFrame, title: str, path: Path
) -> None:
    """Save the histograms of all components, one panel for each source on the same axes.

    Args:
        counts: title of the panel to counts (z_dim, bins.count); the data first.
        bins: the bins.
        table: of the data's components, with the column "dominant".
        title: title of the figure.
        path: of the PNG.
    """
    dominant = table["dominant"].to_numpy()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.2 * len(counts), 4.8))
        panels = figure.subplots(1, len(counts), sharex=True, sharey=True, squeeze=False)[0]
        for axes, (source, heights) in zip(panels, counts.items(), strict=True):
            density = _density(heights, bins)
            for chosen, color, name, alpha in (
                (~dominant, BLUE, "other", 0.25),
                (dominant, RED, "dominant", 0.6),
            ):
                lines = axes.plot(bins.centres, density[chosen].T, color=color, alpha=alpha, lw=0.8)
                if lines:
                    lines[0].set_label(f"{name} components ({chosen.sum()})")
            axes.set(xlabel="value of a component", title=source)
        panels[0].set_ylabel("density")
        panels[0].set_xlim(_range(np.concatenate(list(counts.values())), bins))
        panels[0].set_ylim(bottom=0)
        for handle in panels[0].legend().legend_handles:
            handle.set(alpha=1, linewidth=2)
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


def dominant_components(
    counts: Mapping[str, np.ndarray],
    bins: Bins,
    table: pd.DataFrame,
    limit: int,
    title: str,
    path: Path,
) -> None:
    """Save the histograms of the components with the largest share, with a legend.

    Dominant components come first; where none is dominant the title says so.

    Args:
        counts: title of the panel to counts (z_dim, bins.count); the data first.
        bins: the bins.
        table: of the data's components.
        limit: most components drawn.
        title: title of the figure.
        path: of the PNG.
    """
    dominant = table[table["dominant"]]
    chosen = (dominant if len(dominant) else table).sort_values("rank").head(limit)
    shown = f"{len(chosen)} of {len(dominant)} dominant" if len(dominant) else "none dominant"
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(5.4 * len(counts) + 2.6, 4.8))
        panels = figure.subplots(1, len(counts), sharex=True, sharey=True, squeeze=False)[0]
        for axes, (source, heights) in zip(panels, counts.items(), strict=True):
            density = _density(heights, bins)
            for k, row in enumerate(chosen.itertuples()):
                axes.plot(
                    bins.centres,
                    density[row.component],
                    color=CYCLE[k % len(CYCLE)],
                    linestyle=LINES[k // len(CYCLE)],
                    label=f"{row.component}: {row.mode:+.2f} ± {row.half_width:.2f}",
                )
            axes.set(xlabel="value of a component", title=source)
        panels[0].set_ylabel("density")
        shown_counts = np.concatenate([c[chosen["component"]] for c in counts.values()])
        panels[0].set_xlim(_range(shown_counts, bins))
        panels[0].set_ylim(bottom=0)
        figure.suptitle(f"{title}: {shown}, by share of the squared length", x=0.01, ha="left")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside right upper", title="component: mode ± half width"
        )
        _save(figure, path)


def radii(
    edges: np.ndarray,
    shares: np.ndarray,
    table: pd.DataFrame,
    central: tuple[float, float],
    b_max: float,
    title: str,
    path: Path,
) -> None:
    """Save the distribution of vector lengths of the data and of uniform cubes.

    Args:
        edges: (bins + 1,), of equal ratio.
        shares: (sets, bins), in the order of the table's rows.
        central: between these lengths lie the central 99 % of the data.
        table: columns source, b, mean, b_matched; the latents in its first row.
        b_max: largest b drawn.
        title: title of the figure.
        path: of the PNG.
    """
    centres = np.sqrt(edges[:-1] * edges[1:])
    heights = shares / np.log(edges[1] / edges[0])  # per e-fold of length: 1 is 1 % per 1 %
    matched = table["b_matched"].iloc[0]
    grid = table[(table["source"] == "uniform") & (table["b"] <= b_max)].sort_values("b")
    grid = grid[~np.isclose(grid["b"], matched)]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(11, 5.2))
        axes = figure.subplots()
        # The data are fewer and wider than the cubes: wider bins show their shape, not noise.
        first = np.arange(0, len(centres), 4)
        data = np.add.reduceat(heights[0], first) / np.diff([*first, len(centres)])
        middle = np.sqrt(edges[first] * edges[[*first[1:], len(centres)]])
        axes.fill_between(middle, data, color=ORANGE, alpha=0.5, lw=0)
        axes.axvspan(*central, color=ORANGE, alpha=0.12, lw=0, label="central 99 % of the data")
        axes.plot(middle, data, color=ORANGE, label="latent vectors of the images")
        for number, (row, cube) in enumerate(grid.iterrows()):
            axes.plot(
                centres,
                heights[row],
                color=BLUE,
                lw=1.2,
                label=None if number else "uniform in [-b, b], b at the peak",
            )
            axes.annotate(
                f"{cube['b']:g}",
                (cube["mean"], heights[row].max()),
                xytext=(0, 4),
                textcoords="offset points",
                color=BLUE,
                ha="center",
            )
        axes.axvline(
            table["mean"].iloc[0],
            color=RED,
            lw=1.2,
            ls="--",
            label=f"mean length of the data, matched by b = {matched:.2f}",
        )
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set(xlabel="vector length R", ylabel="share of vectors (%) per 1 % of R", title=title)
        drawn = np.flatnonzero(heights[[0, *grid.index]].any(axis=0))
        if len(drawn):
            axes.set_xlim(edges[drawn[0]], edges[drawn[-1] + 1])
        axes.set_ylim(0, max(float(heights.max()) * 1.12, 1))
        figure.legend(loc="outside lower center", ncols=2)
        _save(figure, path)


def regions(table: pd.DataFrame, title: str, path: Path) -> None:
    """Save a heat map of the hits of Region(k) by uniform vectors from [-b, b].

    Args:
        table: columns source, b, k, vectors, hits, log10_probability.
        title: title of the figure.
        path: of the PNG.
    """
    uniform = table[table["source"] == "uniform"]
    probability = uniform.pivot_table(index="b", columns="k", values="log10_probability")
    hits = uniform.pivot_table(index="b", columns="k", values="hits")
    own = table[table["source"] == "latents"].set_index("k")
    finite = probability.replace(-np.inf, np.nan)
    with mpl.rc_context(STYLE | {"axes.grid": False}):
        figure = Figure(figsize=(1.7 * probability.shape[1] + 2.2, 0.75 * len(probability) + 2.2))
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
                    *(x, y, f"{int(hits.loc[b, k]):,} hits\n{text}"),
                    **{"ha": "center", "va": "center", "fontsize": 10},
                    color="white" if dark else "black",
                )
        labels = [f"k = {k:g}\ndata: {own.loc[k, 'hits']:,}" for k in probability.columns]
        axes.set_xticks(range(len(labels)), labels)
        axes.set_yticks(range(len(probability)), [f"b = {b:g}" for b in probability.index])
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        count = int(uniform["vectors"].iloc[0])
        axes.set_title(f"{title}: hits of Region(k) among {count:,} vectors")
        figure.colorbar(image, label="log10 of the exact probability")
        _save(figure, path)


def spectrum(table: pd.DataFrame, title: str, path: Path) -> None:
    """Save the PCA spectrum: variance of each component, and its cumulative share."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10, 4.4))
        left, right = figure.subplots(1, 2)
        positive = table[table["variance"] > 0]
        left.plot(positive["rank"], positive["variance"], color=BLUE)
        left.set_yscale("log")
        left.set(xlabel="principal component", ylabel="variance", title=title)
        right.plot(table["rank"], 100 * table["cumulative"], color=BLUE)
        for share, color in ((90, GREEN), (95, ORANGE), (99, RED)):
            count = int((table["cumulative"] < share / 100 - 1e-12).sum()) + 1
            right.axhline(share, color=color, lw=1, ls=":")
            right.plot(count, share, "o", color=color, label=f"{share} %: {count} components")
        right.set(xlabel="principal components", ylabel="share of the variance (%)")
        right.set_ylim(0, 102)
        right.legend(loc="lower right")
        _save(figure, path)


def normality(
    squared: LengthStatistics,
    origin: float,
    rank: int,
    table: pd.DataFrame,
    title: str,
    path: Path,
) -> None:
    """Save how near the cloud is to a Gaussian: χ² Q-Q plot, and the marginals' shapes.

    Args:
        squared: the squared Mahalanobis distances of the cloud's own vectors.
        origin: distance of the origin.
        rank: degrees of freedom of χ².
        table: of the components, with skewness and excess_kurtosis.
        title: title of the figure.
        path: of the PNG.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10.5, 4.8))
        left, right = figure.subplots(1, 2)
        # 2,000 points draw the same line as all, and keep the tails.
        chosen = np.unique(np.linspace(0, squared.vectors - 1, 2000).astype(int))
        levels = (chosen + 0.5) / squared.vectors
        expected = 2 * special.gammaincinv(max(rank, 1) / 2, levels)  # chi-square's
        left.plot(expected, squared.quantile(levels), ".", color=BLUE, ms=4, label="latent vectors")
        ends = [expected[0], expected[-1]]
        left.plot(ends, ends, color=GREY, lw=1.2, ls="--", label="a Gaussian's")
        left.axhline(origin**2, color=ORANGE, lw=1.5, label="origin")
        left.set(
            xlabel=f"quantile of χ² with {rank} degrees of freedom",
            ylabel="Mahalanobis distance² of the data",
            title=f"{title}: distances from the centre",
        )
        left.set_xlim(ends[0] - 0.03 * (ends[1] - ends[0]), ends[1] + 0.03 * (ends[1] - ends[0]))
        left.legend()
        right.axhspan(-1, 1, color=GREEN, alpha=0.08, lw=0)
        right.axvspan(-0.5, 0.5, color=GREEN, alpha=0.08, lw=0)
        for dominant, color, label in ((False, BLUE, "other"), (True, RED, "dominant")):
            shown = table[table["dominant"] == dominant]
            if shown.empty:
                continue
            right.plot(
                shown["skewness"], shown["excess_kurtosis"], "o", color=color, ms=4, alpha=0.6,
                mew=0, label=f"{label} components ({len(shown)})",
            )  # fmt: skip
        right.set(xlabel="skewness", ylabel="excess kurtosis", title="shape of each component")
        right.legend()
        _save(figure, path)


def matrix(
    correlations: np.ndarray, order: np.ndarray, noise: float, limit: float, title: str, path: Path
) -> None:
    """Save a heat map of a correlation matrix, and how its entries are distributed.

    Args:
        correlations: Pearson matrix (z_dim, z_dim).
        order: (z_dim,) components in the order in which they are drawn.
        noise: standard deviation of r between independent components.
        limit: |r| at which the colours end.
        title: title of the figure.
        path: of the PNG.
    """
    r = correlations[np.ix_(order, order)]
    off_diagonal = np.where(np.eye(len(r), dtype=bool), np.nan, r)
    values = r[np.triu_indices(len(r), 1)]
    values = values[np.isfinite(values)]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(12.5, 5.8))
        left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
        colors = mpl.colormaps["RdBu_r"].with_extremes(bad="#BBBBBB")
        image = left.imshow(off_diagonal, cmap=colors, vmin=-limit, vmax=limit)
        left.grid(visible=False)
        left.set(
            xlabel="component, by share", ylabel="component, by share", title="largest share first"
        )
        ticks = np.unique(np.linspace(0, len(order) - 1, min(6, len(order))).astype(int))
        left.set_xticks(ticks, [str(order[k]) for k in ticks])
        left.set_yticks(ticks, [str(order[k]) for k in ticks])
        bar = figure.colorbar(
            image, label="Pearson r (dotted: noise)", extend="both" if limit < 1 else "neither"
        )
        for level in (-noise, noise):
            bar.ax.axhline(level, color="black", lw=1, ls=":")
        edges = np.linspace(-1, 1, 101)
        counts = np.histogram(values, edges)[0]
        right.stairs(counts, edges, color=BLUE, fill=True, alpha=0.4)
        right.stairs(counts, edges, color=BLUE, label=f"the {len(values):,} pairs")
        expected = len(values) * np.diff(special.ndtr(edges / noise))
        shown = expected > 0.5
        right.plot(
            ((edges[:-1] + edges[1:]) / 2)[shown], expected[shown], color=RED, ls="--",
            label=f"if independent: ±{noise:.3f}",
        )  # fmt: skip
        right.axvspan(-noise, noise, color=RED, alpha=0.12, lw=0)
        reach = np.abs(values).max(initial=3 * noise) * 1.1
        right.set_xlim(-min(reach, 1), min(reach, 1))
        right.set_ylim(0.7, max(counts.max(), expected.max(), 1) * 3)
        right.set_yscale("log")
        right.set(xlabel="Pearson r", ylabel="pairs of components", title="all pairs")
        right.legend(loc="upper right")
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


def slices(
    vectors: np.ndarray,
    chosen: Sequence[tuple[int, int, np.ndarray]],
    limit: float,
    title: str,
    path: Path,
) -> None:
    """Save a scatter panel for each slice of the cloud.

    Args:
        vectors: (m, z_dim).
        chosen: (i, j, inside): two components, and which vectors (m,) are below the limit in all
            others.
        limit: the limit of the magnitude.
        title: title of the figure.
        path: of the PNG.
    """
    columns = max(1, min(len(chosen), 3))
    rows = max(1, -(-len(chosen) // columns))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(max(5.2 * columns, 7.5), 4.9 * rows + 0.5))
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes, (i, j, inside) in zip(grid, chosen, strict=False):
            axes.plot(
                *(vectors[~inside, i], vectors[~inside, j], "."),
                **{"color": GREY, "ms": 2, "alpha": 0.35},
                label=f"other vectors ({(~inside).sum():,})",
            )
            axes.plot(
                *(vectors[inside, i], vectors[inside, j], "."),
                # A few must not hide below the square's line, nor many the line.
                **{"color": BLUE, "ms": 4 if inside.sum() > 500 else 8},
                label=f"|z| < {limit:g} in all other components ({inside.sum():,})",
            )
            square = limit * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
            both = inside & (np.abs(vectors[:, [i, j]]) < limit).all(axis=1)
            axes.plot(*square.T, color=RED, lw=1.5, label=f"and in these two ({both.sum():,})")
            axes.plot(0, 0, "s", color=YELLOW, mec="black", ms=7, label="origin")
            axes.set(xlabel=f"component {i}", ylabel=f"component {j}")
            axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), fontsize=10, markerscale=1.3)
        for axes in grid[len(chosen) :]:
            axes.set_visible(False)
        if not chosen:
            figure.text(0.5, 0.4, "a slice needs two components", ha="center")
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


def pairs(
    vectors: np.ndarray,
    chosen: Sequence[tuple[int, int, float]],
    uniform: np.ndarray,
    image: np.ndarray,
    b: float,
    title: str,
    path: Path,
    colour: tuple[str, np.ndarray] | None = None,
) -> None:
    """Save 4x4 scatter panels of pairs of components.

    Args:
        vectors: (m, z_dim), drawn as points.
        chosen: up to 16 of (i, j, r).
        uniform: (n, z_dim), the red points.
        image: (z_dim,), the orange point.
        b: half side of the cube the red points come from.
        title: title of the figure.
        path: of the PNG.
        colour: name and values (m,) of an attribute that colours the vectors, NaN where unknown.
    """
    rows = max(1, -(-len(chosen) // 4))
    colors, names, scale = _attribute_colors(len(vectors), colour)
    style = {"axes.grid": False, "font.size": 10, "axes.titlesize": 11, "text.parse_math": False}
    with mpl.rc_context(STYLE | style):
        figure = Figure(figsize=(12.5, 3 * rows + 1))
        figure.get_layout_engine().set(wspace=0.06)
        grid = figure.subplots(rows, 4, squeeze=False).ravel()
        size = float(np.clip(4000 / len(vectors), 1.5, 12))
        alpha = 0.35
        if colour is not None:  # colours are told apart only where points do not mix
            size, alpha = max(size, 3), 0.8
            title += f", coloured by {_shortened(colour[0])}"
        for axes, (i, j, r) in zip(grid, chosen, strict=False):
            axes.scatter(
                vectors[:, i], vectors[:, j], s=size, c=colors, alpha=alpha, lw=0, rasterized=True
            )
            axes.scatter(uniform[:, i], uniform[:, j], s=22, color=RED, lw=0)
            axes.scatter(image[i], image[j], s=60, color=ORANGE, edgecolor="black", lw=0.8)
            axes.scatter(0, 0, s=60, color=YELLOW, edgecolor="black", lw=0.8, marker="s")
            axes.set(xlabel=f"component {i}", ylabel=f"component {j}", title=f"r = {r:+.2f}")
        for axes in grid[len(chosen) :]:
            axes.set_visible(False)
        if not chosen:
            figure.text(0.5, 0.5, "no two components vary together", ha="center")
        handles = [
            *(_dot(color, "o", name) for name, color in names.items()),
            _dot(RED, "o", f"{len(uniform)} uniform vectors, b = {b:g}"),
            _dot(ORANGE, "o", "one image", edge="black"),
            _dot(YELLOW, "s", "origin", edge="black"),
        ]
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5))
        if scale is not None:
            label = f"{_shortened(colour[0])} of {np.isfinite(colour[1]).sum():,} latent vectors"
            figure.colorbar(scale, ax=grid.tolist(), label=label, fraction=0.02, pad=0.02)
        _save(figure, path)


def _attribute_colors(
    count: int, colour: tuple[str, np.ndarray] | None
) -> tuple[str | np.ndarray, dict[str, str], mpl.cm.ScalarMappable | None]:
    """Colours of points by an attribute, the names of single ones, and the scale of continuous."""
    if colour is None:
        return BLUE, {f"{count} latent vectors": BLUE}, None
    attribute, values = _shortened(colour[0]), colour[1]
    known = np.isfinite(values)
    colors = np.full((count, 4), mpl.colors.to_rgba(UNKNOWN))
    names, scale = {}, None
    if np.isin(values[known], (0, 1)).all():
        for number, word, color in ((1, "yes", PINK), (0, "no", BLUE)):
            chosen = values == number
            colors[chosen] = mpl.colors.to_rgba(color)
            names[f"{attribute}: {word} ({chosen.sum():,})"] = color
    else:
        limits = mpl.colors.Normalize(values[known].min(), values[known].max())
        scale = mpl.cm.ScalarMappable(limits, "viridis")
        colors[known] = scale.to_rgba(values[known])
    if not known.all():
        names[f"{attribute} unknown ({(~known).sum():,})"] = UNKNOWN
    return colors, names, scale


def attributes(
    cells: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    attributes: int,
    tests: int,
    alpha: float,
    levels: tuple[float, float],
    title: str,
    path: Path,
) -> None:
    """Save heat maps of r between attributes and principal directions, and components.

    Args:
        cells: for "direction" and "component" two tables, r (NaN where it is not defined) and
            whether it is significant: one row an attribute, one column an index, as to be drawn.
            Empty where there are no attributes, which the figure then says in words.
        attributes: number of attributes in all, drawn or not.
        tests: number of correlations that the level is shared among.
        alpha: level of all tests together.
        levels: smallest and largest |r| from which one of them is significant.
        title: title of the figure.
        path: of the PNG.
    """
    # Names from a table may hold dollar signs, which are no formulas.
    style = STYLE | {"axes.grid": False, "font.size": 11, "text.parse_math": False}
    if not cells:
        with mpl.rc_context(style):
            figure = Figure(figsize=(8.5, 2.2))
            text = "The images of this data set have no attributes to compare the vectors with."
            figure.text(0.5, 0.4, text, ha="center")
            figure.suptitle(title, x=0.01, ha="left", fontsize=14)
            _save(figure, path)
        return
    labels = {"direction": "principal direction, by rank", "component": "component"}
    heads = {"direction": "leading principal directions", "component": "strongest components"}
    names = [_shortened(name) for name in cells["direction"][0].index]
    # The colours reach the strongest r, and leave what is not significant pale.
    strongest = [r.abs().max(axis=None) for r, _ in cells.values()]
    limit = min(max(np.nanmax(strongest), 1.5 * levels[1]), 1) if tests else 1
    widths = [max(r.shape[1], 10) for r, _ in cells.values()]
    with mpl.rc_context(style):
        longest = max(map(len, names))
        height = max(0.225 * len(names), 1.6) + 2.1
        figure = Figure(figsize=(0.25 * sum(widths) + 0.085 * longest + 2.6, height))
        figure.get_layout_engine().set(w_pad=0.1)
        panels = figure.subplots(1, 2, sharey=True, width_ratios=widths)
        colors = mpl.colormaps["RdBu_r"].with_extremes(bad=UNKNOWN)
        for axes, (kind, (r, significant)) in zip(panels, cells.items(), strict=True):
            image = axes.imshow(r, cmap=colors, vmin=-limit, vmax=limit, aspect="auto")
            dark = r.abs() > 0.6 * limit
            for cell, color in ((dark, "white"), (~dark, "black")):
                y, x = np.nonzero(significant & cell)
                axes.plot(x, y, ".", color=color, ms=4, mew=0)
            axes.set(xlabel=labels[kind], title=heads[kind])
            axes.set_xticks(range(r.shape[1]), r.columns, rotation=90, fontsize=9)
            axes.set_yticks(range(len(names)), names, fontsize=10)
            axes.tick_params(length=0)
            axes.spines[:].set_visible(False)
        bar = figure.colorbar(
            image, ax=panels.tolist(), label="Pearson r", fraction=0.025, pad=0.015,
            aspect=4 * height,  # as thick as in other figures, however long
        )  # fmt: skip
        handles = []
        if tests:
            for level in levels:
                for value in (-level, level):
                    bar.ax.axhline(value, color="black", lw=1.2, ls=":")
            ends = " to ".join(dict.fromkeys(f"{level:.3f}" for level in levels))
            handles += [
                _dot("black", ".", f"significant: p ≤ {alpha:g} / {tests:,} tests (Bonferroni)"),
                Line2D([], [], color="black", lw=1.2, ls=":", label=f"its level, |r| = {ends}"),
            ]
        if any(r.isna().any(axis=None) for r, _ in cells.values()):
            handles.append(_dot(UNKNOWN, "s", "r is not defined: constant or unknown"))
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
        if len(names) < attributes:
            panels[0].set_ylabel(f"attributes: the {len(names)} of {attributes} followed most")
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


# Whether a row of the samplers' table is a sampler, a cube, or a set it is compared with.
KINDS = {"cube": RED, "sampler": BLUE, "reference": GREY}


def _kinds(table: pd.DataFrame) -> pd.Series:
    return table["kind"].mask((table["kind"] == "sampler") & table["b"].notna(), "cube")


def _kind_handles(names: Mapping[str, str]) -> list[Line2D]:
    return [_dot(KINDS[kind], "o", name) for kind, name in names.items()]


_KIND_NAMES = {
    "sampler": "sampler fitted to the data",
    "cube": "uniform in a cube [-b, b]",
    "reference": "not sampled, to compare with",
}


def face_rates(table: pd.DataFrame, title: str, path: Path) -> None:
    """Save the face rate of every sampler with its interval, the highest on top.

    Where no detector applies, the precision is drawn instead.

    Args:
        table: columns sampler, b, kind, images, face_rate, face_rate_low, face_rate_high,
            precision, in the order to draw.
        title: title of the figure.
        path: of the PNG.
    """
    detected = bool(table["face_rate"].notna().any())
    shown = table[table["face_rate" if detected else "precision"].notna()]
    kinds = _kinds(shown)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 0.34 * max(len(shown), 3) + 1.9))
        axes = figure.subplots()
        for y, (row, kind) in enumerate(zip(shown.itertuples(), kinds, strict=True)):
            value = 100 * (row.face_rate if detected else row.precision)
            if detected:
                ends = [100 * row.face_rate_low, 100 * row.face_rate_high]
                axes.plot(ends, [y, y], color=KINDS[kind], lw=2.5, solid_capstyle="butt")
            axes.plot(value, y, "o", color=KINDS[kind], ms=7)
            right = value if not detected else 100 * row.face_rate_high
            axes.text(min(right + 1.5, 104), y, f"{value:.1f}", va="center", fontsize=10)
        axes.set_yticks(range(len(shown)), list(shown["sampler"]))
        axes.set(xlim=(-2, 110), ylim=(len(shown) - 0.4, -0.6))
        axes.set_xticks(range(0, 101, 20))
        if detected:
            axes.set_xlabel("images in which the detector sees a face (%), 95 % interval")
            axes.set_title(f"{title}: which vectors decode to faces")
        else:
            axes.set_xlabel("precision: images among the real ones (%)")
            axes.set_title(f"{title}: no detector applies, precision instead")
        names = {kind: name for kind, name in _KIND_NAMES.items() if (kinds == kind).any()}
        figure.legend(handles=_kind_handles(names), loc="outside lower center", ncols=3)
        _save(figure, path)


def trade_off(table: pd.DataFrame, title: str, path: Path) -> None:
    """Save face rate (precision, where no detector applies) against diversity.

    Args:
        table: columns sampler, b, kind, face_rate, face_rate_low, face_rate_high, precision,
            diversity.
        title: title of the figure.
        path: of the PNG.
    """
    detected = bool(table["face_rate"].notna().any())
    column = "face_rate" if detected else "precision"
    shown = table[table[column].notna() & table["diversity"].notna()]
    # Noise lies far beyond all others and would squeeze them.
    shown = shown[~shown["sampler"].isin(["noise", "scrambled"])]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10, 6))
        FigureCanvasAgg(figure)  # it measures how large the labels are
        axes = figure.subplots()
        kinds = _kinds(shown)
        texts = []
        for row, kind in zip(shown.itertuples(), kinds, strict=True):
            value = 100 * getattr(row, column)
            if detected:
                ends = [100 * row.face_rate_low, 100 * row.face_rate_high]
                axes.plot([row.diversity] * 2, ends, color=KINDS[kind], lw=1.5, alpha=0.6)
            axes.plot(row.diversity, value, "o", color=KINDS[kind], ms=7)
            texts.append((row.diversity, value, row.sampler, KINDS[kind]))
        axes.axvline(1, color=GREY, lw=1, ls=":")
        axes.set_ylim(-4, 106)
        axes.set_xlim(left=min(0, *axes.get_xlim()))
        axes.set(
            xlabel="diversity: mean distance of two images, relative to real images",
            ylabel="face rate (%)" if detected else "precision (%)",
            title=f"{title}: faces, and different ones?",
        )
        figure.draw_without_rendering()
        _label_points(axes, texts)
        names = {kind: name for kind, name in _KIND_NAMES.items() if (kinds == kind).any()}
        figure.legend(handles=_kind_handles(names), loc="outside lower center", ncols=3)
        _save(figure, path)


def _label_points(axes: Axes, points: Sequence[tuple[float, float, str, str]]) -> None:
    """Write each label near its point, at the first free place, so that none cover each other."""
    renderer = axes.figure.canvas.get_renderer()
    pixels = [axes.transData.transform(point[:2]) for point in points]
    taken = [Bbox.from_bounds(x - 6, y - 6, 12, 12) for x, y in pixels]
    heights = sorted(range(-160, 161, 10), key=abs)
    places = [(side, dx, dy) for dx in (9, 40, 90) for dy in heights for side in ("left", "right")]
    for x, y, text, color in points:
        for side, dx, dy in places:
            near = dx == 9 and dy == 0
            label = axes.annotate(
                text,
                (x, y),
                xytext=(dx if side == "left" else -dx, dy),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=9.5,
                color=color,
                arrowprops=None if near else {"arrowstyle": "-", "color": color, "lw": 0.5},
            )
            label.update_positions(renderer)
            box = Text.get_window_extent(label, renderer)  # without the line to the point
            inside = axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 and box.y0 >= axes.bbox.y0
            if inside and not any(box.overlaps(other) for other in taken):
                break
            if (side, dx, dy) != places[-1]:
                label.remove()
        taken.append(box)


def findings(table: pd.DataFrame, title: str, path: Path) -> None:
    """Save published statements as a table: a row each, a column for each case, by verdict.

    Args:
        table: columns id, statement, published, case, measured, verdict.
        title: title of the figure.
        path: of the PNG.
    """
    # A row about several cases together spans all columns.
    cases = list(dict.fromkeys(case for case in table["case"] if ", " not in case))
    rows = table["id"].where(table["case"].isin(cases), table["id"] + " " + table["case"])
    table = table.assign(row=rows)
    statements = table.drop_duplicates("row")
    colors = {"reproduced": GREEN, "differs": RED, "not testable here": GREY}
    marks = {"reproduced": "✓", "differs": "✗", "not testable here": "○"}
    wrapped = [textwrap.wrap(text, 62) for text in statements["statement"]]
    heights = np.array([max(len(lines), 1) * 0.21 + 0.14 for lines in wrapped])
    columns = [0.0, 5.3, 7.2, *(7.2 + 2.6 * np.arange(1, len(cases) + 1))]
    top = 0.4
    with mpl.rc_context(STYLE | {"axes.grid": False, "font.size": 10}):
        figure = Figure(figsize=(columns[-1] + 0.2, heights.sum() + top + 0.9))
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set(xlim=(0, columns[-1]), ylim=(heights.sum() + top, 0))
        for x, text in zip(columns, ["published statement", "published", *cases], strict=False):
            axes.text(x + 0.05, top / 2, text, va="center", weight="bold", fontsize=11)
        y = top
        for row, lines, height in zip(statements.itertuples(), wrapped, heights, strict=True):
            axes.axhline(y, color=GREY, lw=0.5, alpha=0.5)
            middle = y + height / 2
            axes.text(0.05, middle, "\n".join(lines), va="center")
            axes.text(columns[1] + 0.05, middle, row.published, va="center")
            for found in table[table["row"] == row.row].itertuples():
                alone = found.case in cases
                x = columns[2 + cases.index(found.case)] if alone else columns[2]
                width = 2.6 if alone else columns[-1] - columns[2]
                color = colors[found.verdict]
                axes.add_patch(Rectangle((x, y), width, height, color=color, alpha=0.16, lw=0))
                shown = found.measured if found.verdict != "not testable here" else found.verdict
                shown = shown if alone else f"{found.case}: {shown}"
                shown = "\n".join(
                    textwrap.wrap(f"{marks[found.verdict]} {shown}", int(12.3 * width))
                )
                axes.text(x + 0.08, middle, shown, va="center")
            y += height
        handles = [
            Line2D([], [], color=color, marker="s", ls="", ms=10, alpha=0.5, label=name)
            for name, color in colors.items()
        ]
        figure.legend(handles=handles, loc="outside lower left", ncols=3)
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


def trainings(
    clouds: Sequence[tuple[str, str, np.ndarray, np.ndarray]],
    table: pd.DataFrame,
    title: str,
    path: Path,
) -> None:
    """Save spectra and lengths of two trainings of one architecture over each other.

    Args:
        clouds: for each pair of cases their names, and their vectors (m, z_dim).
        table: columns case, other, quantity, distance, subset_distance.
        title: title of the figure.
        path: of the PNG.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(11.5, 4.4 * len(clouds) + 0.4))
        grid = figure.subplots(len(clouds), 2, squeeze=False)
        for (left, right), (case, other, first, second) in zip(grid, clouds, strict=True):
            chosen = table[(table["case"] == case) & (table["other"] == other)]
            distances = chosen.set_index("quantity")
            both = [np.linalg.norm(vectors.astype(float), axis=1) for vectors in (first, second)]
            edges = np.histogram_bin_edges(np.concatenate(both), 60)
            for name, vectors, length, color, style in (
                (case, first, both[0], BLUE, "-"),
                (other, second, both[1], ORANGE, "--"),
            ):
                spread = np.sort(vectors.std(axis=0, dtype=float))[::-1]
                left.plot(np.arange(1, len(spread) + 1), spread, style, color=color, label=name)
                right.hist(
                    length, edges, density=True, histtype="step", color=color, ls=style, lw=1.5,
                    label=name,
                )  # fmt: skip
            for axes, quantity, name in (
                (left, "component_std", "spreads"),
                (right, "radius", "lengths"),
            ):
                row = distances.loc[quantity]
                axes.set_title(
                    f"{name}: {row['distance']:#.2g} apart, subsets {row['subset_distance']:#.2g}"
                )
                axes.legend()
            left.set(xlabel="component, by its spread", ylabel="standard deviation")
            right.set(xlabel="vector length R", ylabel="density")
            left.set_ylim(bottom=0)
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        _save(figure, path)


def _shortened(name: str, length: int = 32) -> str:
    return name if len(name) <= length else f"{name[: length - 1]}…"


def _dot(color: str, marker: str, label: str, edge: str | None = None) -> Line2D:
    return Line2D([], [], color=color, marker=marker, ls="", ms=8, mec=edge or color, label=label)


def _show(axes: Axes, image: np.ndarray, title: str) -> None:
    axes.imshow(image)
    axes.set_title(title)
    axes.set_axis_off()


def _density(counts: np.ndarray, bins: Bins) -> np.ndarray:
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) / bins.width


def _power_of_ten(log10: float) -> str:
    """A probability as text: plain if it is large enough, else as a power of ten."""
    return f"{10**log10:.2g}" if log10 > -4 else f"$10^{{{log10:.0f}}}$"


def _range(counts: np.ndarray, bins: Bins) -> tuple[float, float]:
    """Range of the axis that holds every filled bin, and some air."""
    filled = np.flatnonzero(counts.any(axis=0))
    if len(filled) == 0:
        return bins.low, bins.high
    return bins.centres[filled[0]] - bins.width, bins.centres[filled[-1]] + bins.width


def _save(figure: Figure, path: Path) -> None:
    # Without a software version the same figure gives the same bytes after an upgrade too.
    figure.savefig(path, metadata={"Software": None})
