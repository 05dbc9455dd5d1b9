"""Statements about uniform vectors that hit the region of the latent vectors, or miss it."""

from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import (
    Outcome,
    Statement,
    needs,
    needs_modes,
    needs_published_bins,
    needs_published_size,
    statement,
)

# Uniform vectors of which the hits were published.
VECTORS = 170_000


def no_hits(b: float, k: float) -> Statement:
    """No vector that is uniform in [-b, b] hits Region(k)."""

    def check(evidence: Evidence) -> Outcome:
        hits = _probability(evidence, b, k) * VECTORS
        return Outcome(_count_text(hits), hits, hits < 0.5)

    return Statement(
        id=f"hits_b{b:g}_k{k:g}",
        text=f"With b = {b:g} no uniform vector hits Region({k:g}).",
        published="0 of 170,000",
        rule="reproduced if fewer than 0.5 of 170,000 are expected, by the exact probability, "
        "else differs",
        check=check,
    )


def few_hits(b: float, k: float, published: int) -> Statement:
    """A few of the vectors that are uniform in [-b, b] hit Region(k)."""

    def check(evidence: Evidence) -> Outcome:
        hits = _probability(evidence, b, k) * VECTORS
        return Outcome(_count_text(hits), hits, published / 3 <= hits <= published * 3)

    return Statement(
        id=f"hits_b{b:g}_k{k:g}",
        text=f"With b = {b:g} about {published} uniform vectors hit Region({k:g}).",
        published=f"about {published} of 170,000",
        rule="reproduced if a third to three times as many are expected, by the exact probability, "
        "else differs",
        check=check,
    )


def all_hit(b: float, k: float) -> Statement:
    """All vectors that are uniform in [-b, b] hit Region(k)."""

    def check(evidence: Evidence) -> Outcome:
        probability = _probability(evidence, b, k)
        hits = probability * VECTORS
        return Outcome(_count_text(hits), hits, probability >= 0.99)

    return Statement(
        id=f"hits_b{b:g}_k{k:g}",
        text=f"With b = {b:g} all uniform vectors hit Region({k:g}).",
        published="170,000 of 170,000",
        rule="reproduced if at least 99 % do, by the exact probability, else differs",
        check=check,
    )


def _probability(evidence: Evidence, b: float, k: float) -> float:
    """Exact probability that a vector that is uniform in [-b, b] hits Region(k)."""
    needs_published_size(evidence)
    needs_published_bins(evidence)
    table = evidence.region_hits
    row = table[(table["source"] == "uniform") & (table["b"] == b) & (table["k"] == k)]
    needs(len(row) == 1, f"the config's distributions.regions have no b = {b:g} with k = {k:g}")
    needs_modes(int(row["missing"].iloc[0]))
    return 10 ** float(row["log10_probability"].iloc[0])


def _count_text(hits: float) -> str:
    return f"{hits:,.0f} expected" if hits >= 100 else f"{hits:.2g} expected"


@statement(
    "A regular grid of points cannot fill the latent space.",
    published="too many points",
    rule="reproduced if the fewest values per axis already need more than 10^12 points, "
    "else differs",
)
def regular_grid(evidence: Evidence) -> Outcome:
    """The points of the coarsest grid, log10."""
    coarsest = evidence.grid_points.sort_values("values_per_axis").iloc[0]
    digits = float(coarsest["log10_points"])
    text = f"10^{digits:.0f} for {coarsest['values_per_axis']:.0f} per axis"
    return Outcome(text, digits, digits > 12)


STATEMENTS = (
    no_hits(b=12, k=3),
    few_hits(b=12, k=12, published=20),
    few_hits(b=2, k=2, published=10),
    all_hit(b=1.5, k=2),
    all_hit(b=1, k=1.5),
    regular_grid,
)
