"""Titles of the room's figures: what the tables say, in one sentence."""

import numpy as np
import pandas as pd

from zpoints.distributions.modes import without_mode
from zpoints.figures.numbers import from_log10, percent, signed

# Share of the data that a region must hold for a title to speak of it.
LEAST_SHARE = 0.1
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def components(table: pd.DataFrame, beyond: float, case: str) -> str:
    """How many components dominate, and how much of the data a cube of their length leaves out.

    Args:
        table: of components, with the columns dominant and half_width.
        beyond: share of all values that lie beyond the cube's sides.
        case: name of the case.
    """
    missing = len(without_mode(table["half_width"].to_numpy()))
    outside = f"{percent(beyond)} of all values lie beyond a cube of their length"
    text = f"Case {case}: {_dominating(table)}; {outside}"
    if missing:
        text += f"; {missing} {'lies' if missing == 1 else 'lie'} outside the bins"
    return text


def dominant(table: pd.DataFrame, rows: pd.DataFrame, case: str) -> str:
    """How many components dominate, and what is special about those that are drawn.

    Args:
        table: of components, with the columns dominant, share and half_width.
        rows: those of its rows that are drawn.
        case: name of the case.
    """
    text = f"Case {case}: {_dominating(table)}; the "
    count = f"{NUMBERS[len(rows)] if len(rows) < len(NUMBERS) else len(rows)}"
    if len(rows) and rows["dominant"].all():
        share = percent(rows["share"].sum())
        return f"{text}{count} of largest share hold {share} of the squared length"
    widths = rows["half_width"].dropna()
    if widths.empty:
        return f"{text}{count} shown lie outside the bins"
    low, high = f"{widths.min():.2f}", f"{widths.max():.2f}"
    span = low if low == high else f"{low} to {high}"
    return f"{text}{count} widest have half widths of {span}"


def radii(table: pd.DataFrame, case: str) -> str:
    """How much farther the lengths of the data spread than those of a cube of their mean length.

    Args:
        table: columns source, b, std, b_matched; the latents in its first row.
        case: name of the case.
    """
    data = table.iloc[0]
    matched = table[(table["source"] == "uniform") & np.isclose(table["b"], data["b_matched"])]
    if matched.empty or not matched["std"].iloc[0] > 0:
        return f"Case {case}: lengths of the latent vectors, and of vectors from cubes"
    ratio = data["std"] / matched["std"].iloc[0]
    times = f"{ratio:.1f} times as far as a cube's of the same mean"
    return f"Case {case}: lengths of the data spread {times}"


def regions(table: pd.DataFrame, case: str) -> str:
    """Where the data are and cubes are not: at the k where the best cube falls shortest.

    Args:
        table: columns source, b, k, log10_probability, as of `regions.hits_table`.
        case: name of the case.
    """
    data = table[table["source"] == "latents"].set_index("k")["log10_probability"]
    best = table[table["source"] == "uniform"].sort_values("log10_probability", kind="stable")
    best = best.groupby("k").tail(1).set_index("k")
    lead = (data - best["log10_probability"])[data >= np.log10(LEAST_SHARE)]
    lead = lead[lead > 0]
    if lead.empty:
        return f"Case {case}: some cube hits each region as often as the data do"
    k = lead.idxmax()
    cube = best.loc[k]
    return (
        f"Case {case}: Region({k:g}) holds {from_log10(data[k])} of the data, and "
        f"{from_log10(cube['log10_probability'])} of the best cube (b = {cube['b']:g})"
    )


def place(mode: float, half_width: float) -> str:
    """Mode and half width of a component, where it has them."""
    if not half_width > 0:
        return "outside the bins"
    return f"{signed(mode)} ± {half_width:.2f}"


def _dominating(table: pd.DataFrame) -> str:
    number = int(table["dominant"].sum())
    verb = "dominates" if number in (0, 1) else "dominate"
    return f"{number or 'none'} of {len(table)} component{'s' * (len(table) != 1)} {verb}"
