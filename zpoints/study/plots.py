"""The charts of the page: what of a case's results is drawn, and what each mark says."""

from typing import Any

import numpy as np
import pandas as pd

from zpoints.findings.table import readable
from zpoints.quality.marks import Row, ceiling_of, percent, rows_of
from zpoints.quality.titles import LEADING
from zpoints.study.answers import figures
from zpoints.study.charts import Chart, Scale, bar
from zpoints.study.explanations import digits, directions_for, spectrum_title
from zpoints.study.results import CaseResults

# Lines of equal overlap.
CONTOURS = (0.25, 0.5, 0.75)
# Cubes whose vectors are longer than this many times the data's are left out.
FARTHEST = 6
# Bins of lengths that are drawn as one for the data, which are fewer and wider than the cubes.
MERGED = 4
# Height of the mark of the data.
ASIDE = 0.6
# Cubes whose vectors are as long as the matched one's within this share are that one.
SAME = 0.03
# Kinds of rows: what a legend calls them.
KINDS = {
    "sampler": "drawn from the data or a model of them",
    "cube": "uniform in a cube [\N{MINUS SIGN}b, b]",
    "reference": "real images and reconstructions, to compare with",
    "control": "control, which must have no overlap",
}


# Distance of a label from its mark.
BESIDE = 0.035


def ladder(case: CaseResults) -> dict[str, list[dict[str, Any]]]:
    """Rows by overlap, those that are compared and then the controls, each with its bar.

    Returns:
        "rows" and "controls", each of name, sampler, kind, bar, fails, precision, recall and what
        `zpoints.study.answers.figures` gives.
    """
    rows = rows_of(case.samplers)
    ceiling = ceiling_of(rows)
    limit = ceiling.overlap.value if ceiling and ceiling.overlap.known else None
    result: dict[str, list[dict[str, Any]]] = {"rows": [], "controls": []}
    for row in rows:
        entry = {
            "name": readable(row.name),
            "sampler": row.sampler,
            "kind": row.kind,
            "fails": row.fails["overlap"],
            "bar": _overlap_bar(row, limit) if row.overlap.known else "",
            "precision": f"{row.precision:.2f}" if np.isfinite(row.precision) else "",
            "recall": f"{row.recall:.2f}" if np.isfinite(row.recall) else "",
            **figures(row),
        }
        result["controls" if row.kind == "control" else "rows"].append(entry)
    return result


def trade_off(case: CaseResults) -> str:
    """Precision against recall, a mark for each row of the table that has both."""
    rows = [row for row in rows_of(case.samplers) if np.isfinite([row.precision, row.recall]).all()]
    said = "; ".join(
        f"{row.name}: precision {row.precision:.2f}, recall {row.recall:.2f}" for row in rows
    )
    chart = Chart(
        Scale(-0.04, 1.04),
        Scale(-0.04, 1.04),
        "recall: reconstructions like its images",
        "precision: images like reconstructions",
        readable(f"Precision against recall of case {case.name}. {said}."),
    )
    for value in CONTOURS:
        chart.line([(value, 1.04), (value, value), (1.04, value)], "contour")
        chart.note(1.03, value, f"overlap {value:g}", "end", 5)
    ceiling = ceiling_of(rows)
    if ceiling is not None:
        value = ceiling.overlap.value
        chart.line([(value, 1.04), (value, value), (1.04, value)], "ceiling")
    # What is drawn last lies on top, and is looked at first: the samplers.
    order = ("control", "reference", "cube", "sampler")
    for row in sorted(rows, key=lambda row: order.index(row.kind)):
        values = f"precision {row.precision:.2f}, recall {row.recall:.2f}"
        chart.mark(row.recall, row.precision, row.kind, [readable(row.name), values])
    cubes = [row for row in rows if row.kind == "cube" and row.overlap.known]
    best = max(cubes, key=lambda row: row.overlap.value, default=None)
    for row in rows:
        if row.sampler == LEADING or row is best:
            side, anchor = (1, "start") if row.recall < 0.5 else (-1, "end")
            chart.note(row.recall + side * BESIDE, row.precision, readable(row.name), anchor, -5)
    return chart.svg()


def spectrum(case: CaseResults) -> str:
    """Share of the variance that the leading directions hold, beside that of a cube."""
    pca, count = case.pca, case.z_dim
    chart = Chart(
        Scale(0, count),
        Scale(0, 100),
        "principal directions, the widest first",
        "share of the variance (%)",
        f"Cumulative share of the variance in case {case.name}. {spectrum_title(case)}.",
    )
    chart.line([(0, 0), (count, 100)], "cube")
    chart.note(0.72 * count, 72, "a cube", "start", -22)
    points = [(0.0, 0.0), *zip(pca["rank"], 100 * pca["cumulative"], strict=True)]
    chart.line(points, "data")
    if not pca["variance"].sum() > 0:
        return chart.svg()
    ranks = {directions_for(pca, share) for share in (0.5, 0.75, 0.9, 0.95, 0.99)} | {1}
    for rank in sorted(ranks):
        share = pca["cumulative"].iloc[rank - 1]
        directions = "direction holds" if rank == 1 else "directions hold"
        lines = [f"{rank} {directions} {percent(share)}", f"in a cube {percent(rank / count)}"]
        chart.mark(rank, 100 * share, "data", lines)
    return chart.svg()


def lengths(case: CaseResults) -> str:
    """Lengths of the images' vectors and of cubes, each drawn to one height."""
    table = case.radii
    shown = _shown(table, case.b_matched)
    edges, shares = case.lengths["edges"], case.lengths["shares"][shown.index]
    filled = np.flatnonzero(shares.any(axis=0)) if len(shown) else np.array([], int)
    said = "; ".join(_length_name(row) + f" {row.mean:.3g} ± {row.std:.2g}" for row in _rows(shown))
    summary = readable(f"Vector lengths in case {case.name}, mean and standard deviation: {said}.")
    low, high = (edges[filled[0]], edges[filled[-1] + 1]) if len(filled) else (0.5, 2.0)
    chart = Chart(
        Scale(float(low), float(high), log=True),
        Scale(0, 1.12),
        "length of a vector",
        "share of vectors, each to one height",
        summary,
    )
    if not len(filled):
        return chart.svg()
    first, last = case.lengths["central"]
    chart.band(float(first), float(last), "central")
    centres = np.sqrt(edges[:-1] * edges[1:])
    for heights, row in list(zip(shares, _rows(shown), strict=True))[::-1]:
        own = row.source == "latents"
        x, y = _merged(centres, heights, MERGED if own else 1)
        y = y / y.max()
        ends = np.flatnonzero(y > 0.002)
        part = slice(max(ends[0] - 1, 0), ends[-1] + 2)
        points = list(zip(x[part].tolist(), y[part].tolist(), strict=True))
        if own:
            chart.area(points, "data")
        chart.line(points, "data" if own else "cubes")
        lines = [
            f"{_length_name(row)}: {row.mean:.3g} ± {row.std:.2g}",
            f"{percent(row.inside_central_99)} within the images' central 99 %",
        ]
        # The mark of the data stands aside, because the matched cube has its peak at theirs.
        place = int(np.argmax(y >= ASIDE)) if own else int(y.argmax())
        chart.mark(x[place], y[place], "data" if own else "cube", list(map(readable, lines)))
        if own:
            chart.note(x[place] * 0.96, y[place], "images", "end", -4)
        else:
            chart.note(x[place], 1, readable(f"{row.b:.3g}"), "middle", 14)
    return chart.svg()


def distances(case: CaseResults) -> list[dict[str, Any]]:
    """Median Mahalanobis distance of each sampler's vectors from the centre, the nearest first.

    Returns:
        name, kind, distance as a text, and a bar on a logarithmic scale.
    """
    table = case.samplers[case.samplers["mahalanobis"] > 0].set_index("sampler")
    rows = [
        row
        for row in rows_of(case.samplers)
        if row.sampler in table.index and row.kind in ("sampler", "cube")
    ]
    if not rows:
        return []
    values = {row.sampler: float(table.loc[row.sampler, "mahalanobis"]) for row in rows}
    scale = Scale(min(values.values()) / 1.1, max(values.values()) * 1.1, log=True)
    own = table["mahalanobis"].get("reconstructions")
    limit = None if own is None else scale.share(float(own))
    result = []
    for row in sorted(rows, key=lambda row: values[row.sampler]):
        value = values[row.sampler]
        place = scale.share(value)
        farther = percent(table.loc[row.sampler, "mahalanobis_quantile"])
        lines = [
            f"{readable(row.name)}: median distance {digits(value)}",
            f"farther out than {farther} of the images",
        ]
        drawn = bar(place, place, place, row.kind, lines, limit)
        result.append(
            {
                "name": readable(row.name),
                "sampler": row.sampler,
                "kind": row.kind,
                "distance": digits(value),
                "bar": drawn,
            }
        )
    return result


def _overlap_bar(row: Row, limit: float | None) -> str:
    value, low, high = row.overlap
    lines = [
        f"{readable(row.name)}: overlap {value:.2f}",
        f"95 % interval {low:.2f} to {high:.2f}, {row.images:,} images",
    ]
    return bar(value, low, high, row.kind, list(map(readable, lines)), limit)


def _shown(table: pd.DataFrame, matched: float) -> pd.DataFrame:
    """Rows of the data and of cubes that are not too far out, none of them twice."""
    ratio = table["b"] / matched if matched > 0 else table["b"] * np.nan
    twice = (np.abs(ratio - 1) < SAME) & ~np.isclose(ratio, 1)
    near = table["mean"] <= FARTHEST * table["mean"].iloc[0]
    return table[near & (table["mean"] > 0) & ~twice]


def _rows(table: Any) -> list[Any]:
    return list(table.itertuples(index=False))


def _length_name(row: Any) -> str:
    return "images" if row.source == "latents" else f"cube b = {row.b:.3g}"


def _merged(x: np.ndarray, y: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Bins joined by so many, those left over at the end on their own."""
    first = np.arange(0, len(y), bins)
    counts = np.diff([*first, len(y)])
    middle = np.exp(np.add.reduceat(np.log(x), first) / counts)
    return middle, np.add.reduceat(y, first) / counts
