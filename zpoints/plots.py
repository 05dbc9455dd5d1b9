"""Every figure of the study, in one style.

Figures are made without pyplot: no global state, no window system.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from scipy import stats

from zpoints.statistics import Bins

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, RED, YELLOW, GREY = "#56B4E9", "#D55E00", "#F0E442", "#6B6B6B"
CYCLE = (BLUE, ORANGE, GREEN, PINK, SKY, RED, "#000000", YELLOW)
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
        figure = Figure(figsize=(columns * 0.95 + 1.9, len(rows) * 1.0 + 0.5))
        grid = figure.subplots(len(rows), 2, squeeze=False, width_ratios=[1.7, columns * 0.95])
        for (left, right), (label, images) in zip(grid, rows.items(), strict=True):
            left.set_axis_off()
            left.text(1, 0.5, label, ha="right", va="center", fontsize=13)
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


def components(counts: np.ndarray, bins: Bins, table: pd.DataFrame, title: str, path: Path) -> None:
    """Save the histograms of all components in one plot.

    Args:
        counts: (z_dim, bins.count).
        bins: the bins.
        table: of the components, with the column "dominant".
        title: title of the figure.
        path: of the PNG.
    """
    density = _density(counts, bins)
    dominant = table["dominant"].to_numpy()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 5))
        axes = figure.subplots()
        for chosen, color, name, alpha in (
            (~dominant, BLUE, "other", 0.25),
            (dominant, RED, "dominant", 0.6),
        ):
            lines = axes.plot(bins.centres, density[chosen].T, color=color, alpha=alpha, lw=0.8)
            if lines:
                lines[0].set_label(f"{name} components ({chosen.sum()})")
        axes.set(xlabel="value of a component", ylabel="density", title=title)
        axes.set_xlim(_range(counts, bins))
        axes.set_ylim(bottom=0)
        for handle in axes.legend().legend_handles:
            handle.set(alpha=1, linewidth=2)
        _save(figure, path)


def dominant_components(
    counts: np.ndarray, bins: Bins, table: pd.DataFrame, limit: int, title: str, path: Path
) -> None:
    """Save the histograms of the components with the largest share, with a legend.

    Dominant components come first; where none is dominant the title says so.

    Args:
        counts: (z_dim, bins.count).
        bins: the bins.
        table: of the components.
        limit: most components drawn.
        title: title of the figure.
        path: of the PNG.
    """
    dominant = table[table["dominant"]]
    chosen = (dominant if len(dominant) else table).sort_values("rank").head(limit)
    shown = f"{len(chosen)} of {len(dominant)} dominant" if len(dominant) else "none dominant"
    density = _density(counts, bins)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9.5, 5))
        axes = figure.subplots()
        for k, row in enumerate(chosen.itertuples()):
            axes.plot(
                bins.centres,
                density[row.component],
                color=CYCLE[k % len(CYCLE)],
                linestyle=LINES[k // len(CYCLE)],
                label=f"{row.component}: {row.mode:+.2f} ± {row.half_width:.2f}",
            )
        axes.set(
            xlabel="value of a component", ylabel="density", title=f"{title} · {shown}, by share"
        )
        axes.set_xlim(_range(counts[chosen["component"]], bins))
        axes.set_ylim(bottom=0)
        figure.legend(loc="outside right upper", title="component: mode ± half width")
        _save(figure, path)


def radii(
    edges: np.ndarray,
    shares: np.ndarray,
    table: pd.DataFrame,
    b_max: float,
    title: str,
    path: Path,
) -> None:
    """Save the distribution of vector lengths of the data and of uniform cubes.

    Args:
        edges: (bins + 1,), of equal ratio.
        shares: (sets, bins), in the order of the table's rows.
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
        figure.legend(loc="outside lower center", ncols=3)
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
    mahalanobis: np.ndarray,
    origin: float,
    rank: int,
    table: pd.DataFrame,
    title: str,
    path: Path,
) -> None:
    """Save how near the cloud is to a Gaussian: χ² Q-Q plot, and the marginals' shapes.

    Args:
        mahalanobis: (n,) distances of the cloud's own vectors.
        origin: distance of the origin.
        rank: degrees of freedom of χ².
        table: of the components, with skewness and excess_kurtosis.
        title: title of the figure.
        path: of the PNG.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10.5, 4.8))
        left, right = figure.subplots(1, 2)
        ordered = np.sort(mahalanobis**2)
        # 2,000 points draw the same line as all, and keep the tails.
        chosen = np.unique(np.linspace(0, len(ordered) - 1, 2000).astype(int))
        expected = stats.chi2.ppf((chosen + 0.5) / len(ordered), max(rank, 1))
        left.plot(expected, ordered[chosen], ".", color=BLUE, ms=4, label="latent vectors")
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
            right.plot(
                shown["skewness"], shown["excess_kurtosis"], "o", color=color, ms=4, alpha=0.6,
                mew=0, label=f"{label} components ({len(shown)})",
            )  # fmt: skip
        right.set(xlabel="skewness", ylabel="excess kurtosis", title="shape of each component")
        right.legend()
        _save(figure, path)


def matrix(correlations: np.ndarray, limit: float, title: str, path: Path) -> None:
    """Save a heat map of a correlation matrix; colours end at ±limit."""
    with mpl.rc_context(STYLE | {"axes.grid": False}):
        figure = Figure(figsize=(7.4, 6.2))
        axes = figure.subplots()
        off_diagonal = np.where(np.eye(len(correlations), dtype=bool), np.nan, correlations)
        colors = mpl.colormaps["RdBu_r"].with_extremes(bad="#BBBBBB")
        image = axes.imshow(off_diagonal, cmap=colors, vmin=-limit, vmax=limit)
        axes.set(xlabel="component", ylabel="component", title=title)
        figure.colorbar(image, label="Pearson r", extend="both" if limit < 1 else "neither")
        _save(figure, path)


def pairs(
    vectors: np.ndarray,
    chosen: Sequence[tuple[int, int, float]],
    uniform: np.ndarray,
    image: np.ndarray,
    b: float,
    title: str,
    path: Path,
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
    """
    rows = max(1, -(-len(chosen) // 4))
    with mpl.rc_context(STYLE | {"axes.grid": False, "font.size": 10, "axes.titlesize": 11}):
        figure = Figure(figsize=(12.5, 3 * rows + 1))
        figure.get_layout_engine().set(wspace=0.06)
        grid = figure.subplots(rows, 4, squeeze=False).ravel()
        size = float(np.clip(4000 / len(vectors), 1.5, 12))
        for axes, (i, j, r) in zip(grid, chosen, strict=False):
            axes.scatter(
                vectors[:, i], vectors[:, j], s=size, color=BLUE, alpha=0.35, lw=0, rasterized=True
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
            _dot(BLUE, "o", f"{len(vectors)} latent vectors"),
            _dot(RED, "o", f"{len(uniform)} uniform vectors, b = {b:g}"),
            _dot(ORANGE, "o", "one image", edge="black"),
            _dot(YELLOW, "s", "origin", edge="black"),
        ]
        figure.suptitle(title, x=0.01, ha="left", fontsize=14)
        figure.legend(handles=handles, loc="outside lower center", ncols=4)
        _save(figure, path)


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
