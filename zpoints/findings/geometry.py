"""Statements about the place and the shape of the cloud of latent vectors."""

from zpoints.findings.evidence import Evidence
from zpoints.findings.statement import Outcome, needs, statement


@statement(
    "The origin lies at the border of the cloud in some of the dominant components.",
    published="some",
    rule="reproduced if 0 lies outside the central 90 % of at least one dominant component, "
    "else differs",
)
def origin_at_the_border(evidence: Evidence) -> Outcome:
    """Number of dominant components with 0 at their border."""
    rows = evidence.origin[evidence.origin["quantity"] == "percentile_of_zero"]
    needs(len(rows) > 0, "no component is dominant by the thresholds of the config")
    count = int(((rows["value"] < 5) | (rows["value"] > 95)).sum())
    return Outcome(f"{count} of {len(rows)} dominant ones", count, count > 0)


@statement(
    "About a tenth of the components would do: the cloud is much flatter than its space.",
    published="about N/10",
    rule="reproduced if the principal components that hold 90 % of the variance number N/20 "
    "to N/5, else differs",
)
def effective_dimensions(evidence: Evidence) -> Outcome:
    """Number of principal components that hold 90 % of the variance."""
    values = evidence.origin.set_index("quantity")["value"]
    count = int(values["components_for_90%"])
    needs(count > 0, "all latent vectors are alike")
    tenth = evidence.z_dim / 10
    text = f"{count} of {evidence.z_dim} (95 %: {values['components_for_95%']:.0f})"
    return Outcome(text, count, tenth / 2 <= count <= tenth * 2)


STATEMENTS = (origin_at_the_border, effective_dimensions)
