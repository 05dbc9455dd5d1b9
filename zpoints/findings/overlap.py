"""Our own statements about samplers, by the overlap of their images with reconstructions.

Nobody published these. The overlap is that of decoded images with what the decoder makes of other
real images: the smaller one of precision and recall.
"""

from collections.abc import Sequence

from zpoints.findings.about import NOT_PUBLISHED, OWN
from zpoints.findings.evidence import Evidence
from zpoints.findings.intervals import ABOVE_BY_CHANCE, above, above_share, difference_interval
from zpoints.findings.rates import all_below, cubes, sampler_rate
from zpoints.findings.statement import Outcome, Statement, statement
from zpoints.quality.checks import overlap_failures
from zpoints.quality.table import CEILING

# How every rule about overlaps ends.
ELSE_UNDECIDED = "else undecided, and undecided where controls of the overlap fail"


def controls(evidence: Evidence) -> Sequence[str]:
    """Sentences on the controls that the overlap fails."""
    return overlap_failures(evidence.samplers)


def helps(better: str, worse: str, what: str) -> Statement:
    """What one sampler has and another has not makes its images overlap more."""

    def check(evidence: Evidence) -> Outcome:
        first, second = (
            sampler_rate(evidence.samplers, sampler, "overlap") for sampler in (better, worse)
        )
        low, high = difference_interval(first, second)
        difference = first.value - second.value
        holds = above((low, high), 0)
        reason = "the interval holds 0" if holds is None else ""
        text = (
            f"{first.value:.2f} against {second.value:.2f}: "
            f"{difference:+.2f} ({low:+.2f} to {high:+.2f})"
        )
        return Outcome(text, difference, holds, reason, ABOVE_BY_CHANCE)

    return Statement(
        id=f"{better}_over_{worse}".replace("-", "_"),
        text=f"{what} ({better} against {worse}).",
        published=NOT_PUBLISHED,
        rule="holds if the 95 % interval of the difference of the overlaps (MOVER) lies above 0, "
        "does not hold if it lies below 0, " + ELSE_UNDECIDED,
        check=check,
        source=OWN,
        controls=controls,
    )


@statement(
    "Images of random vectors from a cube do not overlap with reconstructions of real images, "
    "whatever the size of the cube.",
    published=NOT_PUBLISHED,
    rule="holds if for every b the overlap is below a quarter of the ceiling, the reconstructions' "
    "overlap, by the 95 % interval of the difference, does not hold if for any b it is above that, "
    + ELSE_UNDECIDED,
    source=OWN,
    controls=controls,
)
def uniform_overlap(evidence: Evidence) -> Outcome:
    """Overlap of the cube that has the highest."""
    rates = cubes(evidence.samplers, "overlap")
    ceiling = sampler_rate(evidence.samplers, CEILING, "overlap")
    best = max(rates, key=lambda cube: cube.rate.value)
    holds = all_below([cube.rate for cube in rates], ceiling, 1 / 4)
    reason = "an interval holds a quarter of the ceiling" if holds is None else ""
    text = f"at most {best.rate.value:.2f} of {ceiling.value:.2f}, b = {best.b:.3g}"
    return Outcome(text, best.rate.value, holds, reason)


def overlaps(sampler: str, vectors: str) -> Statement:
    """The images of a sampler overlap with reconstructions of real images."""

    def check(evidence: Evidence) -> Outcome:
        rate = sampler_rate(evidence.samplers, sampler, "overlap")
        ceiling = sampler_rate(evidence.samplers, CEILING, "overlap")
        holds = above_share(rate, ceiling, 1 / 2)
        reason = "the interval holds half of the ceiling" if holds is None else ""
        text = f"{rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f}) of {ceiling.value:.2f}"
        return Outcome(text, rate.value, holds, reason)

    return Statement(
        id=f"{sampler.replace('-', '_')}_overlap",
        text=f"Images of {vectors} overlap with reconstructions of real images.",
        published=NOT_PUBLISHED,
        rule="holds if the overlap is above half of the ceiling, the reconstructions' overlap, by "
        "the 95 % interval of the difference, does not hold if it is below that, " + ELSE_UNDECIDED,
        check=check,
        source=OWN,
        controls=controls,
    )


STATEMENTS = (
    helps("gaussian-full", "permuted", "With correlations the decoded images overlap more"),
    uniform_overlap,
    overlaps("gaussian-full", "vectors from a Gaussian with the data's covariance"),
    overlaps("interpolation", "points between two real vectors"),
    helps("box-k1", "uniform-matched", "An interval of its own for each component helps"),
    helps("gaussian-diagonal", "box-k1", "Gaussian marginals help"),
    helps("permuted", "gaussian-diagonal", "The true marginals help beyond Gaussian ones"),
    helps("gaussian-full", "gaussian-diagonal", "Correlations help beyond Gaussian marginals"),
    helps("gaussian-pca", "gaussian-full", "Leaving out the smallest principal components helps"),
    helps("gaussian-mixture", "gaussian-full", "Several Gaussians help beyond one"),
)
