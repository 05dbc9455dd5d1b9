"""Published statements about which vectors decode to faces, by the rate that a detector finds."""

from collections.abc import Sequence

import pandas as pd

from zpoints.findings.evidence import Evidence
from zpoints.findings.intervals import Rate, above_share
from zpoints.findings.rates import all_below, cubes, sampler_rate
from zpoints.findings.statement import Outcome, Statement, needs, statement
from zpoints.quality.checks import detector_failures
from zpoints.quality.table import CEILING

# How every rule about face rates ends.
ELSE_UNDECIDED = "else undecided, and undecided where controls of the detector fail"


def controls(evidence: Evidence) -> Sequence[str]:
    """Sentences on the controls that the detector fails."""
    return detector_failures(evidence.samplers)


def _face_rates(evidence: Evidence) -> pd.DataFrame:
    """The samplers' table, if it holds face rates."""
    table = evidence.samplers
    needs(bool(table["face_rate"].notna().any()), "no detector applies (quality.meter is none)")
    return table


def _ceiling(table: pd.DataFrame) -> Rate:
    """Face rate of reconstructions, the most that decoded images can be expected to reach."""
    ceiling = sampler_rate(table, CEILING, "face_rate")
    needs(
        ceiling.value >= 0.5,
        f"only {100 * ceiling.value:.0f} % of the reconstructions pass for faces; train longer",
    )
    return ceiling


@statement(
    "Random vectors from a cube do not decode to faces, whatever its size.",
    published="no faces",
    rule="reproduced if for every b the face rate is below a quarter of the reconstructions' one, "
    "by the 95 % interval of the difference, differs if for any b it is above that, "
    + ELSE_UNDECIDED,
    controls=controls,
)
def uniform_fails(evidence: Evidence) -> Outcome:
    """Face rate of the cube that has the highest."""
    table = _face_rates(evidence)
    rates = cubes(table, "face_rate")
    ceiling = _ceiling(table)
    best = max(rates, key=lambda cube: cube.rate.value)
    holds = all_below([cube.rate for cube in rates], ceiling, 1 / 4)
    reason = "an interval holds a quarter of the ceiling" if holds is None else ""
    text = f"at most {100 * best.rate.value:.1f} %, at b = {best.b:.3g}"
    return Outcome(text, best.rate.value, holds, reason)


def succeeds(sampler: str, vectors: str) -> Statement:
    """The vectors of a sampler decode to faces."""

    def check(evidence: Evidence) -> Outcome:
        table = _face_rates(evidence)
        rate = sampler_rate(table, sampler, "face_rate")
        holds = above_share(rate, _ceiling(table), 1 / 2)
        reason = "the interval holds half of the ceiling" if holds is None else ""
        value, low, high = (100 * share for share in rate)
        return Outcome(f"{value:.1f} % ({low:.1f} to {high:.1f})", rate.value, holds, reason)

    return Statement(
        id=f"{sampler.replace('-', '_')}_succeeds",
        text=f"{vectors} decode to faces.",
        published="faces",
        rule="reproduced if the face rate is above half of the reconstructions' one, by the 95 % "
        "interval of the difference, differs if it is below that, " + ELSE_UNDECIDED,
        check=check,
        controls=controls,
    )


STATEMENTS = (
    uniform_fails,
    succeeds("gaussian-full", "Vectors from a Gaussian with the data's covariance"),
    succeeds("interpolation", "Points between two real vectors"),
)
