"""Which published statements hold for the data at hand: each statement beside its rule.

Published values are those of one study of CelebA faces (z_dim 256, 170,000 images, case II). A
rule turns what was measured into a verdict; nothing else does.
"""

import html
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zpoints import quality, trainings

REPRODUCED, DIFFERS, NOT_TESTABLE = "reproduced", "differs", "not testable here"
COLUMNS = [
    *("id", "statement", "published", "case", "measured", "verdict", "rule"),
    *("reason", "value"),
]

Z_DIM, IMAGES, SUBSET, BIN_WIDTH = 256, 170_000, 5000, 0.25
# Component numbers of the published dominant components, case II.
DOMINANT = (
    *(15, 16, 56, 58, 66, 68, 110, 118, 151, 177),
    *(178, 180, 188, 195, 202, 204, 210, 230, 242, 253),
)
PAIRS_ABOVE = {0.1: 1456, 0.2: 158, 0.3: 44, 0.4: 25, 0.5: 16, 0.6: 8}
SLICE = (101, 80, 60)


@dataclass(frozen=True)
class Evidence:
    """What was measured for one case: the tables of the analyses, by subject."""

    components: pd.DataFrame
    bin_width: float
    radii: pd.DataFrame
    region_hits: pd.DataFrame
    grid_points: pd.DataFrame
    correlations: np.ndarray  # of the first subset, (z_dim, z_dim)
    drawn: int  # vectors of that subset
    slices: pd.DataFrame
    origin: pd.DataFrame
    normality: pd.DataFrame
    samplers: pd.DataFrame

    @property
    def z_dim(self) -> int:
        """Number of components."""
        return len(self.components)


@dataclass(frozen=True)
class Outcome:
    """What a statement's check found: a text for readers, its number, and whether it holds."""

    measured: str
    value: float
    holds: bool


class NotTestableError(Exception):
    """The data at hand cannot test a statement; the message is the reason."""


@dataclass(frozen=True)
class Statement:
    """A published statement, its value, the rule of its verdict in words and in code."""

    id: str
    statement: str
    published: str
    rule: str
    check: Callable[[Evidence], Outcome]


STATEMENTS: list[Statement] = []


def _statement(id: str, statement: str, published: str, rule: str) -> Callable:
    def register(check: Callable[[Evidence], Outcome]) -> Callable[[Evidence], Outcome]:
        STATEMENTS.append(Statement(id, statement, published, rule, check))
        return check

    return register


def _needs(condition: bool, reason: str) -> None:
    if not condition:
        raise NotTestableError(reason)


def _needs_published_size(evidence: Evidence) -> None:
    _needs(
        evidence.z_dim == Z_DIM,
        f"published for {Z_DIM} components, here are {evidence.z_dim}",
    )


def _needs_published_bins(evidence: Evidence) -> None:
    _needs_published_size(evidence)
    _needs(
        bool(np.isclose(evidence.bin_width, BIN_WIDTH)),
        f"published for bins of {BIN_WIDTH}, here they are {evidence.bin_width:g} wide",
    )


# Distributions of the components.


@_statement(
    "modes_near_zero",
    "At least 90 % of the modes lie at or near 0.",
    "≥ 90 %",
    "reproduced if |mode| ≤ 0.25 for at least 90 % of the components",
)
def _(evidence: Evidence) -> Outcome:
    _needs_published_bins(evidence)
    share = float((evidence.components["mode"].abs() <= BIN_WIDTH).mean())
    return Outcome(f"{share:.1%}", share, share >= 0.9)


def _count_statement(column: str, name: str, limit: float, most: int) -> None:
    @_statement(
        f"{column}s_{limit:g}",
        f"At most {most} of 256 components have {name} ≥ {limit:g}.",
        f"≤ {most}",
        f"reproduced if at most {most} components have it",
    )
    def _(evidence: Evidence) -> Outcome:
        _needs_published_bins(evidence)
        count = int((evidence.components[column].abs() >= limit).sum())
        return Outcome(str(count), count, count <= most)


for _limit, _most in ((0.25, 25), (1, 10)):
    _count_statement("mode", "a mode of magnitude", _limit, _most)
for _limit, _most in ((1, 40), (1.5, 20), (3, 5)):
    _count_statement("half_width", "a half width", _limit, _most)


@_statement(
    "values_within_12",
    "All component values lie in [-12, 12].",
    "[-12, 12]",
    "reproduced if the least and the largest value do",
)
def _(evidence: Evidence) -> Outcome:
    low, high = evidence.components["min"].min(), evidence.components["max"].max()
    return Outcome(f"[{low:.2f}, {high:.2f}]", max(-low, high), low >= -12 and high <= 12)


@_statement(
    "shapes_near_gaussian",
    "The components' distributions are near to Gaussians.",
    "near Gaussian",
    "reproduced if |skewness| ≤ 0.5 and |excess kurtosis| ≤ 1 for at least 90 % of the components",
)
def _(evidence: Evidence) -> Outcome:
    tests = evidence.normality.set_index("test")["statistic"]
    share = float(tests["near_gaussian_marginals"])
    _needs(np.isfinite(share), "all components are constant")
    return Outcome(f"{share:.1%} of the components", share, share >= 0.9)


@_statement(
    "dominant_count",
    "20 of 256 components dominate.",
    "20",
    "reproduced if 10 to 40 components are dominant by the thresholds of the config",
)
def _(evidence: Evidence) -> Outcome:
    _needs_published_size(evidence)
    count = int(evidence.components["dominant"].sum())
    return Outcome(str(count), count, 10 <= count <= 40)


@_statement(
    "dominant_numbers",
    "The dominant components are 15, 16, 56, … 242, 253 (20 of them).",
    "these 20",
    "reproduced if at least 18 of these 20 are dominant, and no more than 40 in all",
)
def _(evidence: Evidence) -> Outcome:
    _needs_published_size(evidence)
    dominant = evidence.components["dominant"].to_numpy()
    _needs(bool(dominant.any()), "no component is dominant by the thresholds of the config")
    found = int(dominant[list(DOMINANT)].sum())
    chance = len(DOMINANT) * dominant.mean()
    holds = found >= 18 and dominant.sum() <= 40
    return Outcome(f"{found} of these (by chance {chance:.1f})", found, holds)


@_statement(
    "widest_component",
    "The widest component has a half width of 4.125.",
    "4.125",
    "reproduced if the largest half width is 2/3 to 3/2 of it",
)
def _(evidence: Evidence) -> Outcome:
    _needs_published_bins(evidence)
    widest = float(evidence.components["half_width"].max())
    return Outcome(f"{widest:.2f}", widest, 4.125 / 1.5 <= widest <= 4.125 * 1.5)


# Vector lengths.


def _uniform_rows(evidence: Evidence) -> pd.DataFrame:
    return evidence.radii[evidence.radii["source"] == "uniform"]


@_statement(
    "radius_mean_formula",
    "Uniform vectors have the mean length b √(N/3) √(1/(1+1/(4N))).",
    "formula",
    "reproduced if it is within 0.1 % of the exact mean for every b",
)
def _(evidence: Evidence) -> Outcome:
    off = _uniform_rows(evidence)["published_mean_relative_error"]
    worst = float(off.iloc[off.abs().argmax()])
    return Outcome(f"{worst:+.2%} off", worst, abs(worst) <= 1e-3)


@_statement(
    "radius_std_formula",
    "Their lengths spread by b √(N/15) √(1+1/(4N)).",
    "formula",
    "reproduced if it is within 1 % of the exact standard deviation for every b",
)
def _(evidence: Evidence) -> Outcome:
    off = _uniform_rows(evidence)["published_std_relative_error"]
    worst = float(off.iloc[off.abs().argmax()])
    return Outcome(f"{worst + 1:.3g} times the exact one", worst + 1, abs(worst) <= 0.01)


def _matched_b(evidence: Evidence) -> float:
    return float(evidence.radii["b_matched"].iloc[0])


@_statement(
    "best_b",
    "b = 1.5 is the best half side of the cube.",
    "1.5",
    "reproduced if the b that matches the data's mean length lies nearest to 1.5 among "
    "1, 1.5, 2, 3 (1.25 to 1.75)",
)
def _(evidence: Evidence) -> Outcome:
    b = _matched_b(evidence)
    return Outcome(f"{b:.2f}", b, 1.25 <= b <= 1.75)


@_statement(
    "useful_b",
    "Useful b lie between 1 and 2.",
    "1 to 2",
    "reproduced if the b that matches the data's mean length does",
)
def _(evidence: Evidence) -> Outcome:
    b = _matched_b(evidence)
    return Outcome(f"{b:.2f}", b, 1 <= b <= 2)


# Hits of the region that the z-points fill.


def _expected_hits(evidence: Evidence, b: float, k: float) -> tuple[float, float]:
    """Exact probability, and hits expected among as many vectors as were published."""
    _needs_published_bins(evidence)
    table = evidence.region_hits
    row = table[(table["source"] == "uniform") & (table["b"] == b) & (table["k"] == k)]
    _needs(len(row) == 1, f"the config's distributions.regions have no b = {b:g} with k = {k:g}")
    probability = 10 ** float(row["log10_probability"].iloc[0])
    return probability, probability * IMAGES


def _count_text(expected: float) -> str:
    return f"{expected:,.0f}" if expected >= 100 else f"{expected:.2g}"


def _no_hits(b: float, k: float) -> None:
    @_statement(
        f"hits_b{b:g}_k{k:g}",
        f"With b = {b:g} no uniform vector hits Region({k:g}).",
        "0 of 170,000",
        "reproduced if fewer than 0.5 of 170,000 are expected, by the exact probability",
    )
    def _(evidence: Evidence) -> Outcome:
        hits = _expected_hits(evidence, b, k)[1]
        return Outcome(_count_text(hits), hits, hits < 0.5)


def _few_hits(b: float, k: float, published: int) -> None:
    @_statement(
        f"hits_b{b:g}_k{k:g}",
        f"With b = {b:g} about {published} uniform vectors hit Region({k:g}).",
        f"about {published} of 170,000",
        "reproduced if a third to three times as many are expected, by the exact probability",
    )
    def _(evidence: Evidence) -> Outcome:
        hits = _expected_hits(evidence, b, k)[1]
        return Outcome(_count_text(hits), hits, published / 3 <= hits <= published * 3)


def _all_hit(b: float, k: float) -> None:
    @_statement(
        f"hits_b{b:g}_k{k:g}",
        f"With b = {b:g} all uniform vectors hit Region({k:g}).",
        "170,000 of 170,000",
        "reproduced if at least 99 % do, by the exact probability",
    )
    def _(evidence: Evidence) -> Outcome:
        probability, hits = _expected_hits(evidence, b, k)
        return Outcome(_count_text(hits), hits, probability >= 0.99)


_no_hits(12, 3)
_few_hits(12, 12, 20)
_few_hits(2, 2, 10)
_all_hit(1.5, 2)
_all_hit(1, 1.5)


@_statement(
    "regular_grid",
    "A regular grid of points cannot fill the latent space.",
    "too many points",
    "reproduced if the fewest values per axis already need more than 10^12 points",
)
def _(evidence: Evidence) -> Outcome:
    least = evidence.grid_points.sort_values("values_per_axis").iloc[0]
    digits = float(least["log10_points"])
    text = f"10^{digits:.0f} for {least['values_per_axis']:.0f} per axis"
    return Outcome(text, digits, digits > 12)


# Correlations.


def _pair_statement(threshold: float, published: int) -> None:
    @_statement(
        f"pairs_{threshold:g}",
        f"{published:,} pairs of components have |r| > {threshold:g}.",
        f"{published:,}",
        "reproduced if half to twice as many pairs have it",
    )
    def _(evidence: Evidence) -> Outcome:
        _needs_published_size(evidence)
        r = np.abs(evidence.correlations[np.triu_indices(evidence.z_dim, 1)])
        # r of independent components is normal, with standard deviation 1/√M.
        chance = len(r) * math.erfc(threshold * math.sqrt(evidence.drawn / 2))
        _needs(
            chance < published / 10,
            f"by chance alone {chance:.0f} pairs of {evidence.drawn} vectors have it; raise "
            "correlations.vectors",
        )
        count = int((r > threshold).sum())
        return Outcome(f"{count:,}", count, published / 2 <= count <= 2 * published)


for _threshold, _published in PAIRS_ABOVE.items():
    _pair_statement(_threshold, _published)


@_statement(
    "strongest_pair",
    "The strongest correlation of two components is |r| = 0.846.",
    "0.846",
    "reproduced if it is within ± 0.1 of it",
)
def _(evidence: Evidence) -> Outcome:
    _needs_published_size(evidence)
    off_diagonal = np.abs(evidence.correlations[np.triu_indices(evidence.z_dim, 1)])
    _needs(bool(np.isfinite(off_diagonal).any()), "no two components vary")
    strongest = float(np.nanmax(off_diagonal))
    return Outcome(f"{strongest:.3f}", strongest, abs(strongest - 0.846) <= 0.1)


@_statement(
    "slice_stages",
    "Of 5000 vectors 101 stay below 2 in all components but two, 80 and 60 in those two as well.",
    "101, 80, 60 of 5000",
    "reproduced if each count, per 5000 vectors, is half to twice the published one",
)
def _(evidence: Evidence) -> Outcome:
    _needs_published_size(evidence)
    _needs(len(evidence.slices) > 0, "there is no slice")
    first = evidence.slices.head(3)
    _needs(bool((first["limit"] == 2).all()), "the config's correlations.slices.limit is not 2")
    counts = first["vectors"].to_numpy() * SUBSET / first["drawn"].to_numpy()
    published = np.array(SLICE)
    holds = bool(((counts >= published / 2) & (counts <= published * 2)).all())
    text = ", ".join(f"{count:.0f}" for count in counts)
    return Outcome(f"{text} of {SUBSET}", float(counts[0]), holds)


# Geometry.


@_statement(
    "origin_at_the_border",
    "The origin lies at the border of the cloud in some of the dominant components.",
    "some",
    "reproduced if 0 lies outside the central 90 % of at least one dominant component",
)
def _(evidence: Evidence) -> Outcome:
    rows = evidence.origin[evidence.origin["quantity"] == "percentile_of_zero"]
    _needs(len(rows) > 0, "no component is dominant by the thresholds of the config")
    count = int(((rows["value"] < 5) | (rows["value"] > 95)).sum())
    return Outcome(f"{count} of {len(rows)} dominant ones", count, count > 0)


@_statement(
    "effective_dimensions",
    "About a tenth of the components would do: the cloud is much flatter than its space.",
    "about N/10",
    "reproduced if the principal components that hold 90 % of the variance number N/20 to N/5",
)
def _(evidence: Evidence) -> Outcome:
    values = evidence.origin.set_index("quantity")["value"]
    count = int(values["components_for_90%"])
    _needs(count > 0, "all latent vectors are alike")
    tenth = evidence.z_dim / 10
    text = f"{count} of {evidence.z_dim} (95 %: {values['components_for_95%']:.0f})"
    return Outcome(text, count, tenth / 2 <= count <= tenth * 2)


# Which vectors decode to images of the kind that was trained on.


def _rates(evidence: Evidence) -> pd.DataFrame:
    """Face rates by sampler, with their intervals."""
    rates = evidence.samplers.set_index("sampler")
    rates = rates[["b", "kind", "face_rate", "face_rate_low", "face_rate_high"]]
    _needs(bool(rates["face_rate"].notna().any()), "no detector applies (quality.meter is none)")
    return rates


def _ceiling(rates: pd.DataFrame) -> float:
    """Face rate of reconstructions, the most that decoded images can be expected to reach."""
    ceiling = float(rates.loc["reconstructions", "face_rate"])
    _needs(
        ceiling >= 0.5,
        f"only {ceiling:.0%} of the reconstructions pass for faces; train longer",
    )
    return ceiling


def _sampler(rates: pd.DataFrame, name: str) -> pd.Series:
    _needs(name in rates.index, f"the config's samplers have no {name!r}")
    return rates.loc[name]


def _with_interval(row: pd.Series) -> str:
    low, high = row["face_rate_low"], row["face_rate_high"]
    return f"{row['face_rate']:.1%} ({low:.1%} to {high:.1%})"


@_statement(
    "uniform_fails",
    "Random vectors from a cube do not decode to faces, whatever its size.",
    "no faces",
    "reproduced if for every b the interval of the face rate ends below a quarter of the "
    "reconstructions' face rate",
)
def _(evidence: Evidence) -> Outcome:
    rates = _rates(evidence)
    cubes = rates[rates["b"].notna()]
    _needs(len(cubes) > 0, "no sampler is uniform")
    best = cubes.loc[cubes["face_rate"].idxmax()]
    holds = bool((cubes["face_rate_high"] < _ceiling(rates) / 4).all())
    return Outcome(
        f"at most {best['face_rate']:.1%}, at b = {best['b']:.3g}", float(best["face_rate"]), holds
    )


def _succeeds(name: str, what: str) -> None:
    @_statement(
        f"{name.replace('-', '_')}_succeeds",
        f"{what} decode to faces.",
        "faces",
        "reproduced if the interval of the face rate begins above half of the reconstructions' "
        "face rate",
    )
    def _(evidence: Evidence) -> Outcome:
        rates = _rates(evidence)
        row = _sampler(rates, name)
        holds = float(row["face_rate_low"]) > _ceiling(rates) / 2
        return Outcome(_with_interval(row), float(row["face_rate"]), holds)


_succeeds("gaussian-full", "Vectors from a Gaussian with the data's covariance")
_succeeds("interpolation", "Points between two real vectors")


def _helps(better: str, worse: str, what: str) -> None:
    @_statement(
        f"{better}_over_{worse}".replace("-", "_"),
        f"{what} ({better} against {worse}).",
        "not published",
        "reproduced if its face rate is higher, and the 95 % interval of the difference (Newcombe) "
        "does not hold 0",
    )
    def _(evidence: Evidence) -> Outcome:
        rates = _rates(evidence)
        _ceiling(rates)
        rows = [_sampler(rates, name) for name in (better, worse)]
        low, high = difference_interval(*rows)
        difference = float(rows[0]["face_rate"] - rows[1]["face_rate"])
        text = f"{100 * difference:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"
        return Outcome(text, difference, low > 0)


_helps("box-k1", "uniform-matched", "An interval of its own for each component helps")
_helps("gaussian-diagonal", "box-k1", "Gaussian marginals help")
_helps("permuted", "gaussian-diagonal", "The true marginals help beyond Gaussian ones")
_helps("gaussian-full", "permuted", "Correlations help beyond the true marginals")
_helps("gaussian-full", "gaussian-diagonal", "Correlations help beyond Gaussian marginals")
_helps("gaussian-pca", "gaussian-full", "Leaving out the smallest principal components helps")
_helps("gaussian-mixture", "gaussian-full", "Several Gaussians help beyond one")


@_statement(
    "correlations_and_precision",
    "With correlations the decoded images lie among real ones (precision, gaussian-full against "
    "permuted).",
    "not published",
    "reproduced if the precision is higher, and the 95 % interval of the difference (Newcombe) "
    "does not hold 0",
)
def _(evidence: Evidence) -> Outcome:
    table = evidence.samplers.set_index("sampler")
    rates = []
    for name in ("gaussian-full", "permuted"):
        row = _sampler(table, name)
        _needs(np.isfinite(row["precision"]), "there are too few images to measure the precision")
        hits, images = round(row["precision"] * row["images"]), int(row["images"])
        low, high = quality.rate_interval(hits, images)
        rates.append(
            pd.Series({"face_rate": hits / images, "face_rate_low": low, "face_rate_high": high})
        )
    low, high = difference_interval(*rates)
    first, second = (rate["face_rate"] for rate in rates)
    text = f"{first:.1%} against {second:.1%} ({100 * low:+.1f} to {100 * high:+.1f} points)"
    return Outcome(text, float(first - second), low > 0)


def difference_interval(first: pd.Series, second: pd.Series) -> tuple[float, float]:
    """95 % interval of the difference of two face rates from their own intervals.

    Newcombe's hybrid score interval (1998, method 10) out of two Wilson intervals.

    Args:
        first: face_rate, face_rate_low, face_rate_high.
        second: the same of the rate that is taken away.
    """
    p, low, high = first["face_rate"], first["face_rate_low"], first["face_rate_high"]
    q, under, over = second["face_rate"], second["face_rate_low"], second["face_rate_high"]
    return (
        float(p - q - np.hypot(p - low, over - q)),
        float(p - q + np.hypot(high - p, q - under)),
    )


def judge(cases: Mapping[str, Evidence]) -> pd.DataFrame:
    """Every statement for every case.

    Args:
        cases: name to evidence.

    Returns:
        Columns id, statement, published, case, measured, verdict, rule, reason (why a statement
        is not testable), value (of `measured`, as a number).
    """
    return _table(
        _row(statement, case, evidence)
        for statement in STATEMENTS
        for case, evidence in cases.items()
    )


def _row(statement: Statement, case: str, evidence: Evidence) -> list:
    start = [statement.id, statement.statement, statement.published, case]
    try:
        found = statement.check(evidence)
    except NotTestableError as reason:
        return [*start, "-", NOT_TESTABLE, statement.rule, str(reason), np.nan]
    verdict = REPRODUCED if found.holds else DIFFERS
    return [*start, found.measured, verdict, statement.rule, "", found.value]


def judge_trainings(table: pd.DataFrame | None, cases: Iterable[str]) -> pd.DataFrame:
    """Do two trainings of one architecture give different clouds?

    Args:
        table: columns case, other and those of `trainings.compare`; None if no two cases are one
            architecture.
        cases: names of all cases.

    Returns:
        Columns as of `judge`.
    """
    start = [
        "trainings_differ",
        "Two trainings of one architecture give somewhat different distributions.",
        "differ, without proof",
    ]
    rule = (
        "reproduced if spectrum or lengths of two trainings are further apart than two subsets of "
        "one, by three standard deviations"
    )
    if table is None or table.empty:
        reason = "no two cases are one architecture with different seeds"
        return _table([[*start, ", ".join(cases), "-", NOT_TESTABLE, rule, reason, np.nan]])
    rows = []
    for (case, other), found in table.groupby(["case", "other"], sort=False):
        differ = any(trainings.differ(row) for _, row in found.iterrows())
        texts = [_apart(row) for _, row in found.iterrows()]
        verdict = REPRODUCED if differ else DIFFERS
        rows.append(
            [
                *(*start, f"{case}, {other}", ", ".join(texts)),
                *(verdict, rule, "", float(found["ratio"].max())),
            ]
        )
    return _table(rows)


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Findings</title><style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 1.5em; color: #222; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .35em .7em; }}
th, td {{ text-align: left; vertical-align: top; }}
th {{ position: sticky; top: 0; background: #fff; }}
.reproduced {{ background: #d9efe8; }}
.differs {{ background: #f9dfd0; }}
.not {{ background: #eee; }}
.rule {{ color: #555; font-size: 13px; }}
</style></head><body><h1>Published statements, and what was measured here</h1>
<p>{summary}</p><table>
<tr><th>published statement</th><th>published</th>{heads}</tr>
{rows}
</table></body></html>
"""


def page(table: pd.DataFrame) -> str:
    """The table as one HTML page: a row each statement with its rule, a column for each case.

    Args:
        table: columns as of `judge`.
    """
    # A row about several cases together spans all columns.
    cases = list(dict.fromkeys(case for case in table["case"] if ", " not in case))
    counts = table["verdict"].value_counts()
    rows = []
    for _, found in table.groupby("id", sort=False):
        first = found.iloc[0]
        cells = dict.fromkeys(cases, "<td></td>")
        together = []
        for row in found.itertuples():
            name = row.verdict.split()[0]
            text = html.escape(f"{row.measured} ({row.verdict})")
            if row.verdict == NOT_TESTABLE:
                text = html.escape(f"{row.verdict}: {row.reason}")
            if row.case not in cases:
                together.append(f'<div class="{name}">{html.escape(row.case)}: {text}</div>')
                continue
            cells[row.case] = f'<td class="{name}">{text}</td>'
        if together:
            cells = {"": f'<td colspan="{max(len(cases), 1)}">{"".join(together)}</td>'}
        rows.append(
            f"<tr><td>{html.escape(first['statement'])}"
            f'<div class="rule">{html.escape(first["rule"])}</div></td>'
            f"<td>{html.escape(first['published'])}</td>{''.join(cells.values())}</tr>"
        )
    return _PAGE.format(
        summary=html.escape(", ".join(f"{name}: {count}" for name, count in counts.items())),
        heads="".join(f"<th>{html.escape(case)}</th>" for case in cases),
        rows="\n".join(rows),
    )


def _apart(row: pd.Series) -> str:
    name = row["quantity"].replace("_", " ")
    if np.isfinite(row["ratio"]):
        return f"{name} {row['ratio']:.2g} times as far apart as subsets"
    return f"{name} {row['distance']:.2g} apart, subsets 0"


def _table(rows: Iterable[list]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)
