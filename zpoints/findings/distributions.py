"""Statements about the distributions of components and of vector lengths."""

import numpy as np
import pandas as pd

from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import (
    BIN_WIDTH,
    Outcome,
    Statement,
    needs,
    needs_modes,
    needs_published_bins,
    needs_published_size,
    statement,
)

# Numbers of the published dominant components, case II.
DOMINANT = [15, 16, 56, 58, 66, 68, 110, 118, 151, 177]
DOMINANT += [178, 180, 188, 195, 202, 204, 210, 230, 242, 253]


@statement(
    "At least 90 % of the modes lie at or near 0.",
    published="≥ 90 %",
    rule="reproduced if |mode| ≤ 0.25 for at least 90 % of the components, else differs; bins are "
    "0.25 wide, so that ± 0.25 is the bin beside 0",
)
def modes_near_zero(evidence: Evidence) -> Outcome:
    """Share of the components whose mode lies there."""
    needs_published_bins(evidence)
    _needs_modes(evidence)
    share = float((evidence.components["mode"].abs() <= BIN_WIDTH).mean())
    return Outcome(f"{100 * share:.1f} %", share, share >= 0.9)


def _needs_modes(evidence: Evidence) -> None:
    """Go on if every component has a mode and a half width."""
    needs_modes(int(evidence.components["mode"].isna().sum()))


def at_most(most: int, column: str, name: str, limit: float) -> Statement:
    """Few components have a mode or a half width of a limit or more.

    Args:
        most: components that may have it.
        column: of the components' table.
        name: of the column, as a text.
        limit: of the magnitude.
    """

    def check(evidence: Evidence) -> Outcome:
        needs_published_size(evidence)
        needs_published_bins(evidence)
        _needs_modes(evidence)
        count = int((evidence.components[column].abs() >= limit).sum())
        return Outcome(str(count), count, count <= most)

    return Statement(
        id=f"{column}s_{limit:g}",
        text=f"At most {most} of 256 components have {name} ≥ {limit:g}.",
        published=f"≤ {most}",
        rule=f"reproduced if at most {most} components have it, else differs",
        check=check,
    )


@statement(
    "All component values lie within ± 12.",
    published="[-12, 12]",
    rule="reproduced if the least and the largest value do, else differs",
)
def values_within_12(evidence: Evidence) -> Outcome:
    """The least and the largest value of all components."""
    low, high = evidence.components["min"].min(), evidence.components["max"].max()
    return Outcome(f"[{low:.2f}, {high:.2f}]", max(-low, high), low >= -12 and high <= 12)


@statement(
    "The components' distributions are near to Gaussians.",
    published="near Gaussian",
    rule="reproduced if |skewness| ≤ 0.5 and |excess kurtosis| ≤ 1 for at least 90 % of the "
    "components, else differs",
)
def shapes_near_gaussian(evidence: Evidence) -> Outcome:
    """Share of the components whose skewness and kurtosis are within these limits."""
    statistics = evidence.normality.set_index("test")["statistic"]
    share = float(statistics["near_gaussian_marginals"])
    needs(np.isfinite(share), "all components are constant")
    return Outcome(f"{100 * share:.1f} % of the components", share, share >= 0.9)


@statement(
    "20 of 256 components dominate.",
    published="20",
    rule="reproduced if 10 to 40 components are dominant by the thresholds of the config, "
    "else differs",
)
def dominant_count(evidence: Evidence) -> Outcome:
    """Number of dominant components."""
    needs_published_size(evidence)
    _needs_modes(evidence)
    count = int(evidence.components["dominant"].sum())
    return Outcome(str(count), count, 10 <= count <= 40)


@statement(
    "The dominant components are 15, 16, 56, … 242, 253 (20 of them).",
    published="these 20",
    rule="reproduced if at least 18 of these 20 are dominant, and no more than 40 in all, "
    "else differs",
)
def dominant_numbers(evidence: Evidence) -> Outcome:
    """How many of the published dominant components are dominant here."""
    needs_published_size(evidence)
    _needs_modes(evidence)
    dominant = evidence.components["dominant"].to_numpy()
    needs(bool(dominant.any()), "no component is dominant by the thresholds of the config")
    count = int(dominant[DOMINANT].sum())
    chance = len(DOMINANT) * dominant.mean()
    holds = count >= 18 and dominant.sum() <= 40
    return Outcome(f"{count} of these (by chance {chance:.1f})", count, holds)


@statement(
    "The widest component has a half width of 4.125.",
    published="4.125",
    rule="reproduced if the largest half width is 2/3 to 3/2 of it, else differs",
)
def widest_component(evidence: Evidence) -> Outcome:
    """The largest half width."""
    needs_published_size(evidence)
    needs_published_bins(evidence)
    _needs_modes(evidence)
    widest = float(evidence.components["half_width"].max())
    return Outcome(f"{widest:.2f}", widest, 4.125 / 1.5 <= widest <= 4.125 * 1.5)


@statement(
    "Uniform vectors have the mean length b √(N/3) √(1/(1+1/(4N))).",
    published="formula",
    rule="reproduced if it is within 0.1 % of the exact mean for every b, else differs",
)
def radius_mean_formula(evidence: Evidence) -> Outcome:
    """Relative error of the formula, for the b where it is largest."""
    error = _largest_error(evidence, "published_mean_relative_error")
    return Outcome(f"{100 * error:+.2f} % off", error, abs(error) <= 1e-3)


@statement(
    "Their lengths spread by b √(N/15) √(1+1/(4N)).",
    published="formula",
    rule="reproduced if it is within 1 % of the exact standard deviation for every b, else differs",
)
def radius_std_formula(evidence: Evidence) -> Outcome:
    """The formula in units of the exact value, for the b where they differ most."""
    error = _largest_error(evidence, "published_std_relative_error")
    return Outcome(
        f"the formula gives {error + 1:.3g} times the exact spread", error + 1, abs(error) <= 0.01
    )


def _largest_error(evidence: Evidence, column: str) -> float:
    errors: pd.Series = evidence.radii.loc[evidence.radii["source"] == "uniform", column]
    return float(errors.iloc[errors.abs().argmax()])


@statement(
    "b = 1.5 is the best half side of the cube: it gives vectors of the right length.",
    published="1.5",
    rule="reproduced if the b that matches the data's mean length lies nearest to 1.5 among "
    "1, 1.5, 2, 3 (1.25 to 1.75), else differs",
)
def best_b(evidence: Evidence) -> Outcome:
    """The b of uniform vectors with the data's mean length."""
    b = _matched_b(evidence)
    return Outcome(f"{b:.2f}", b, 1.25 <= b <= 1.75)


@statement(
    "Useful b, those that give vectors of the right length, lie between 1 and 2.",
    published="1 to 2",
    rule="reproduced if the b that matches the data's mean length does, else differs",
)
def useful_b(evidence: Evidence) -> Outcome:
    """The b of uniform vectors with the data's mean length."""
    b = _matched_b(evidence)
    return Outcome(f"{b:.2f}", b, 1 <= b <= 2)


def _matched_b(evidence: Evidence) -> float:
    return float(evidence.radii["b_matched"].iloc[0])


STATEMENTS = (
    modes_near_zero,
    at_most(25, "mode", "a mode of magnitude", 0.25),
    at_most(10, "mode", "a mode of magnitude", 1),
    at_most(40, "half_width", "a half width", 1),
    at_most(20, "half_width", "a half width", 1.5),
    at_most(5, "half_width", "a half width", 3),
    values_within_12,
    shapes_near_gaussian,
    dominant_count,
    dominant_numbers,
    widest_component,
    radius_mean_formula,
    radius_std_formula,
    best_b,
    useful_b,
)
