"""Spectra and lengths of two trainings over each other."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zpoints.figures import style


def draw(spectra: Mapping[str, np.ndarray], table: pd.DataFrame, path: str | Path) -> None:
    """Save spectra and lengths of trainings of one architecture, a row for each pair of cases.

    Args:
        spectra: "case/other/spreads", standard deviations of the components, the largest first,
            (2, z_dim), and "case/other/lengths", lengths of vectors, (2, m), of each pair.
        table: columns case, other, quantity, distance, subset_distance, ratio; two rows for
            each pair.
        path: of the PNG.
    """
    pairs = table.groupby(["case", "other"], sort=False)
    with style.context():
        figure = style.new(11.5, 4.4 * len(pairs) + 0.4)
        grid = figure.subplots(len(pairs), 2, squeeze=False)
        for (left, right), (names, distances) in zip(grid, pairs, strict=True):
            case, other = map(str, names)
            _draw_spreads(left, case, other, spectra[f"{case}/{other}/spreads"])
            _label(left, "spreads", distances[distances["quantity"] == "component_std"])
            _draw_lengths(right, case, other, spectra[f"{case}/{other}/lengths"])
            _label(right, "lengths", distances[distances["quantity"] == "radius"])
        style.title(figure, title(table))
        style.save(figure, path)


def title(table: pd.DataFrame) -> str:
    """How far trainings are apart, in units of the distance of two subsets of one training."""
    texts = []
    for names, rows in table.groupby(["case", "other"], sort=False):
        case, other = map(str, names)
        ratio = rows.set_index("quantity")["ratio"]
        texts.append(
            f"{case} and {other} are {_times(ratio['component_std'])} (spreads) and "
            f"{_times(ratio['radius'])} (lengths) as far apart as subsets of one training"
        )
    return "\n".join(texts)


def _times(ratio: float) -> str:
    return f"{ratio:.1f} times" if np.isfinite(ratio) else "immeasurably"


def _draw_spreads(axes: Axes, case: str, other: str, spreads: np.ndarray) -> None:
    numbers = np.arange(1, spreads.shape[1] + 1)
    axes.plot(numbers, spreads[0], "-", color=style.BLUE, label=case)
    axes.plot(numbers, spreads[1], "--", color=style.ORANGE, label=other)
    axes.set(xlabel="component, by its spread", ylabel="standard deviation")
    axes.set_ylim(bottom=0)


def _draw_lengths(axes: Axes, case: str, other: str, lengths: np.ndarray) -> None:
    edges = list(np.histogram_bin_edges(lengths, 60))
    lines = [(case, style.BLUE, "-"), (other, style.ORANGE, "--")]
    for values, (name, color, line) in zip(lengths, lines, strict=True):
        axes.hist(
            values, edges, density=True, histtype="step", color=color, ls=line, lw=1.5, label=name
        )
    axes.set(xlabel="vector length R", ylabel="density")


def _label(axes: Axes, name: str, distances: pd.DataFrame) -> None:
    row = distances.iloc[0]
    axes.set_title(f"{name}: {row['distance']:#.2g} apart, subsets {row['subset_distance']:#.2g}")
    axes.legend()
