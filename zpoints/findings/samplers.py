"""Statements about which vectors decode to images of the kind that was trained on."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import Outcome, Statement, needs, statement
from zpoints.quality.measures import rate_interval


class Rate(NamedTuple):
    """A share of images, and its 95 % interval."""

    value: float
    low: float
    high: float


def difference_interval(first: Rate, second: Rate) -> tuple[float, float]:
    """95 % interval of the difference of two rates, first - second, from their own intervals.

    Newcombe's hybrid score interval (1998, method 10) out of two Wilson intervals.
    """
    p, q = first, second
    return (
        float(p.value - q.value - np.hypot(p.value - p.low, q.high - q.value)),
        float(p.value - q.value + np.hypot(p.high - p.value, q.value - q.low)),
    )


def _face_rates(evidence: Evidence) -> pd.DataFrame:
    """The samplers' table, if it holds face rates."""
    table = evidence.samplers
    needs(bool(table["face_rate"].notna().any()), "no detector applies (quality.meter is none)")
    return table


def _ceiling(table: pd.DataFrame) -> float:
    """Face rate of reconstructions, the most that decoded images can be expected to reach."""
    ceiling = _face_rate(table, "reconstructions").value
    needs(
        ceiling >= 0.5,
        f"only {ceiling:.0%} of the reconstructions pass for faces; train longer",
    )
    return ceiling


def _row(table: pd.DataFrame, sampler: str) -> pd.Series:
    rows = table[table["sampler"] == sampler]
    needs(len(rows) == 1, f"the config's samplers have no {sampler!r}")
    return rows.iloc[0]


def _face_rate(table: pd.DataFrame, sampler: str) -> Rate:
    row = _row(table, sampler)
    return Rate(*map(float, row[["face_rate", "face_rate_low", "face_rate_high"]]))


@statement(
    "Random vectors from a cube do not decode to faces, whatever its size.",
    published="no faces",
    rule="reproduced if for every b the interval of the face rate ends below a quarter of the "
    "reconstructions' face rate",
)
def uniform_fails(evidence: Evidence) -> Outcome:
    """Face rate of the cube that has the highest."""
    table = _face_rates(evidence)
    cubes = table[table["b"].notna()]
    needs(len(cubes) > 0, "no sampler is uniform")
    best = cubes.iloc[cubes["face_rate"].argmax()]
    rate = float(best["face_rate"])
    holds = bool((cubes["face_rate_high"] < _ceiling(table) / 4).all())
    return Outcome(f"at most {rate:.1%}, at b = {best['b']:.3g}", rate, holds)


def succeeds(sampler: str, vectors: str) -> Statement:
    """The vectors of a sampler decode to faces."""

    def check(evidence: Evidence) -> Outcome:
        table = _face_rates(evidence)
        rate = _face_rate(table, sampler)
        holds = rate.low > _ceiling(table) / 2
        text = f"{rate.value:.1%} ({rate.low:.1%} to {rate.high:.1%})"
        return Outcome(text, rate.value, holds)

    return Statement(
        id=f"{sampler.replace('-', '_')}_succeeds",
        text=f"{vectors} decode to faces.",
        published="faces",
        rule="reproduced if the interval of the face rate begins above half of the "
        "reconstructions' face rate",
        check=check,
    )


def helps(better: str, worse: str, what: str) -> Statement:
    """What one sampler has and another has not makes more of its images faces."""

    def check(evidence: Evidence) -> Outcome:
        table = _face_rates(evidence)
        _ceiling(table)
        first, second = _face_rate(table, better), _face_rate(table, worse)
        low, high = difference_interval(first, second)
        difference = first.value - second.value
        text = f"{100 * difference:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"
        return Outcome(text, difference, low > 0)

    return Statement(
        id=f"{better}_over_{worse}".replace("-", "_"),
        text=f"{what} ({better} against {worse}).",
        published="not published",
        rule="reproduced if its face rate is higher, and the 95 % interval of the difference "
        "(Newcombe) does not hold 0",
        check=check,
    )


@statement(
    "With correlations the decoded images lie among real ones (precision, gaussian-full against "
    "permuted).",
    published="not published",
    rule="reproduced if the precision is higher, and the 95 % interval of the difference "
    "(Newcombe) does not hold 0",
)
def correlations_and_precision(evidence: Evidence) -> Outcome:
    """Difference of the precision of two samplers."""
    first, second = (
        _precision(evidence.samplers, sampler) for sampler in ("gaussian-full", "permuted")
    )
    low, high = difference_interval(first, second)
    text = (
        f"{first.value:.1%} against {second.value:.1%} "
        f"({100 * low:+.1f} to {100 * high:+.1f} points)"
    )
    return Outcome(text, first.value - second.value, low > 0)


def _precision(table: pd.DataFrame, sampler: str) -> Rate:
    row = _row(table, sampler)
    needs(np.isfinite(row["precision"]), "there are too few images to measure the precision")
    hits, images = round(row["precision"] * row["images"]), int(row["images"])
    return Rate(hits / images, *rate_interval(hits, images))


STATEMENTS = (
    uniform_fails,
    succeeds("gaussian-full", "Vectors from a Gaussian with the data's covariance"),
    succeeds("interpolation", "Points between two real vectors"),
    helps("box-k1", "uniform-matched", "An interval of its own for each component helps"),
    helps("gaussian-diagonal", "box-k1", "Gaussian marginals help"),
    helps("permuted", "gaussian-diagonal", "The true marginals help beyond Gaussian ones"),
    helps("gaussian-full", "permuted", "Correlations help beyond the true marginals"),
    helps("gaussian-full", "gaussian-diagonal", "Correlations help beyond Gaussian marginals"),
    helps("gaussian-pca", "gaussian-full", "Leaving out the smallest principal components helps"),
    helps("gaussian-mixture", "gaussian-full", "Several Gaussians help beyond one"),
    correlations_and_precision,
)
