"""Statements about correlations of components."""

import math

import numpy as np

from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import Outcome, Statement, needs, needs_published_size, statement

# Vectors of which the counts of the slice were published, and these counts after each stage.
VECTORS, SLICE = 5000, (101, 80, 60)


def pairs_above(threshold: float, published: int) -> Statement:
    """So many pairs of components have |r| above a threshold."""

    def check(evidence: Evidence) -> Outcome:
        needs_published_size(evidence)
        r = _pairs(evidence)
        vectors = len(evidence.subset)
        # r of independent components is normal, with standard deviation 1/√M.
        chance = len(r) * math.erfc(threshold * math.sqrt(vectors / 2))
        needs(
            chance < published / 10,
            f"by chance alone {chance:.0f} pairs of {vectors} vectors have it; raise "
            "correlations.vectors",
        )
        count = int((r > threshold).sum())
        return Outcome(f"{count:,}", count, published / 2 <= count <= 2 * published)

    return Statement(
        id=f"pairs_{threshold:g}",
        text=f"{published:,} pairs of components have |r| > {threshold:g}.",
        published=f"{published:,}",
        rule="reproduced if half to twice as many pairs have it, else differs",
        check=check,
    )


@statement(
    "The strongest correlation of two components is |r| = 0.846.",
    published="0.846",
    rule="reproduced if it is within ± 0.1 of it, else differs",
)
def strongest_pair(evidence: Evidence) -> Outcome:
    """The largest |r| of two components."""
    needs_published_size(evidence)
    r = _pairs(evidence)
    needs(bool(np.isfinite(r).any()), "no two components vary")
    strongest = float(np.nanmax(r))
    return Outcome(f"{strongest:.3f}", strongest, abs(strongest - 0.846) <= 0.1)


def _pairs(evidence: Evidence) -> np.ndarray:
    """|r| of every pair of components, (pairs,)."""
    return np.abs(evidence.correlations[np.triu_indices(evidence.z_dim, 1)])


@statement(
    "Of 5000 vectors 101 have all components but two below 2; of these, 80 have one of the two "
    "below 2 as well, and 60 both.",
    published="101, 80, 60 of 5000",
    rule="reproduced if each count, per 5000 vectors, is half to twice the published one, "
    "else differs",
)
def slice_stages(evidence: Evidence) -> Outcome:
    """Counts after each stage of the first slice, per 5000 vectors."""
    needs_published_size(evidence)
    needs(len(evidence.slices) > 0, "there is no slice")
    stages = evidence.slices.head(len(SLICE))
    needs(bool((stages["limit"] == 2).all()), "the config's correlations.slices.limit is not 2")
    counts = stages["vectors"].to_numpy() * VECTORS / stages["drawn"].to_numpy()
    published = np.array(SLICE)
    holds = bool(((counts >= published / 2) & (counts <= published * 2)).all())
    text = ", ".join(f"{count:.0f}" for count in counts)
    return Outcome(f"{text} of {VECTORS}", float(counts[0]), holds)


STATEMENTS = (
    pairs_above(0.1, 1456),
    pairs_above(0.2, 158),
    pairs_above(0.3, 44),
    pairs_above(0.4, 25),
    pairs_above(0.5, 16),
    pairs_above(0.6, 8),
    strongest_pair,
    slice_stages,
)
