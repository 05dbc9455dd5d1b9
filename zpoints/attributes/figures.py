"""Figure of the attributes: heat maps of r with principal directions and with components."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from zpoints.figures import style
from zpoints.figures.montage import TALLEST
from zpoints.figures.numbers import signed

LABELS = {"direction": "principal direction, by rank", "component": "component"}
# Inches of a row of the heat maps: forty make a figure that is wider than high.
ROW = 0.19
HEADS = {"direction": "leading principal directions", "component": "strongest components"}


def strongest(
    table: pd.DataFrame, attributes: int, directions: int, components: int
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """The part of a table that a figure has room for.

    Args:
        table: columns attribute, kind, index, r, significant; at least one row.
        attributes: most attributes, those with the largest |r| anywhere.
        directions: most principal directions, the leading ones.
        components: most components, the strongest of each of these attributes first.

    Returns:
        For "direction" and "component" two tables, r and significant: one row an attribute, one
        column an index. Attributes stand in the order of the direction that follows each most,
        components in the order of the attributes: related ones stand together near a diagonal.
    """
    reach = table.assign(r=table["r"].abs().fillna(-1))
    names = reach.groupby("attribute")["r"].max().nlargest(attributes).index
    table, reach = (part[part["attribute"].isin(names)] for part in (table, reach))
    cells = {
        kind: tuple(
            table[table["kind"] == kind].pivot_table(
                values, "attribute", "index", aggfunc="first", dropna=False
            )
            for values in ("r", "significant")
        )
        for kind in ("component", "direction")
    }
    rows, leading = _by_direction(cells["direction"], reach, directions)
    columns = {
        "direction": leading,
        "component": _by_attribute(cells["component"][0].loc[rows], reach, components),
    }
    return {
        kind: tuple(part.loc[rows, numbers] for part in cells[kind])
        for kind, numbers in columns.items()
    }


def _by_direction(
    cells: tuple[pd.DataFrame, pd.DataFrame], reach: pd.DataFrame, directions: int
) -> tuple[pd.Index, pd.Index]:
    """Attributes in the order of the direction that follows each most; the leading directions."""
    r, significant = cells
    leading = r.columns[:directions]
    beyond = r[leading].abs().where(significant[leading])
    # Attributes that none of these directions follows beyond the level stand at the end.
    first = beyond.fillna(-1).idxmax(axis=1).where(beyond.notna().any(axis=1), np.inf)
    overall = reach.groupby("attribute")["r"].max()
    order = pd.DataFrame({"first": first, "r": -beyond.max(axis=1).fillna(0), "overall": -overall})
    return order.sort_values(["first", "r", "overall"], kind="stable").index, leading


def _by_attribute(r: pd.DataFrame, reach: pd.DataFrame, components: int) -> pd.Index:
    """The strongest components of each attribute, in the order of the attributes (rows of `r`)."""
    own = reach[reach["kind"] == "component"]
    # The strongest of each attribute come first, then the second of each: else one attribute that
    # many components follow would take all places.
    turn = own.groupby("attribute")["r"].rank(ascending=False, method="first")
    own = own.assign(turn=turn).sort_values(["turn", "r"], ascending=[True, False], kind="stable")
    numbers = own["index"].drop_duplicates().head(components)
    strength = r[numbers].abs().fillna(-1)
    place = strength.to_numpy().argmax(axis=0)
    return strength.columns[np.lexsort((-strength.max(), place))]


def attributes(
    cells: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    attributes: int,
    tests: int,
    alpha: float,
    levels: tuple[float, float],
    case: str,
    path: str | Path,
) -> None:
    """Save heat maps of r between attributes and principal directions, and components.

    Args:
        cells: for "direction" and "component" two tables, r (NaN where it is not defined) and
            whether it is significant: one row an attribute, one column an index, in the order of
            the figure. Empty where there are no attributes, which the figure then says in words.
        attributes: number of attributes in all, drawn or not.
        tests: number of correlations that the level is shared among.
        alpha: level of all tests together.
        levels: smallest and largest |r| from which one of them is significant.
        case: name of the case.
        path: of the PNG.
    """
    # Names from a table may hold dollar signs, which are no formulas.
    with style.context({"axes.grid": False, "font.size": 11, "text.parse_math": False}):
        if not cells:
            figure = style.new(8.5, 2.2)
            text = "The images of this data set have no attributes to compare the vectors with."
            figure.text(0.5, 0.4, text, ha="center")
            style.title(figure, f"Case {case}: no attributes")
            style.save(figure, path)
            return
        names = [style.shortened(name) for name in cells["direction"][0].index]
        # The colours reach the strongest r, and leave what is not significant pale.
        largest = [r.abs().max(axis=None) for r, _ in cells.values()]
        limit = min(max(np.nanmax(largest), 1.5 * levels[1]), 1) if tests else 1
        widths = [max(r.shape[1], 10) for r, _ in cells.values()]
        height = max(ROW * len(names), 1.6) + 2.1
        width = 0.25 * sum(widths) + 0.085 * max(map(len, names)) + 2.6
        figure = style.new(max(width, height / TALLEST), height)
        figure.get_layout_engine().set(w_pad=0.1)
        panels = figure.subplots(1, 2, sharey=True, width_ratios=widths)
        for axes, (kind, (r, significant)) in zip(panels, cells.items(), strict=True):
            image = _draw_cells(axes, r, significant, limit)
            axes.set(xlabel=LABELS[kind], title=HEADS[kind])
            axes.set_yticks(range(len(names)), names, fontsize=9.5)
        bar = figure.colorbar(
            image,
            ax=panels.tolist(),
            label="Pearson r",
            fraction=0.025,
            pad=0.015,
            aspect=4 * height,  # the bar is as thick as in other figures, however long it is
        )
        handles = []
        if tests:
            for level in levels:
                for value in (-level, level):
                    bar.ax.axhline(value, color="black", lw=1.2, ls=":")
            ends = " to ".join(dict.fromkeys(f"{level:.3f}" for level in levels))
            significance = f"significant: p ≤ {alpha:g} / {tests:,} tests (Bonferroni)"
            handles += [
                style.dot("black", ".", significance),
                Line2D([], [], color="black", lw=1.2, ls=":", label=f"its level, |r| = {ends}"),
            ]
        if any(r.isna().any(axis=None) for r, _ in cells.values()):
            unknown = "r is not defined: constant or unknown"
            handles.append(style.dot(style.UNKNOWN, "s", unknown))
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
        if len(names) < attributes:
            panels[0].set_ylabel(f"attributes: the {len(names)} of {attributes} followed most")
        style.title(figure, title(cells, case), 13)
        style.save(figure, path)


def title(cells: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]], case: str) -> str:
    """Which principal direction follows an attribute most, and how many attributes one follows.

    Args:
        cells: as of `strongest`, not empty.
        case: name of the case.
    """
    r, significant = cells["direction"]
    followed = int(significant.any(axis=1).sum())
    text = f"Case {case}: principal directions follow {followed} of {len(r)} attributes shown"
    reach = r.abs().where(significant)
    if not followed:
        return text
    attribute = reach.max(axis=1).idxmax()
    rank = reach.loc[attribute].idxmax()
    return f"{text}; most so direction {rank} {attribute} (r = {signed(r.loc[attribute, rank])})"


def _draw_cells(axes: Axes, r: pd.DataFrame, significant: pd.DataFrame, limit: float) -> AxesImage:
    """Draw a heat map of r up to |r| = limit, with a dot in each significant cell."""
    colors = mpl.colormaps["RdBu_r"].with_extremes(bad=style.UNKNOWN)
    image = axes.imshow(r, cmap=colors, vmin=-limit, vmax=limit, aspect="auto")
    dark = r.abs() > 0.6 * limit
    for part, color in ((dark, "white"), (~dark, "black")):
        y, x = np.nonzero(significant & part)
        axes.plot(x, y, ".", color=color, ms=4, mew=0)
    axes.set_xticks(range(r.shape[1]), r.columns, rotation=90, fontsize=9)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return image
