"""Draw which principal directions and components follow which attribute."""

from zpoints.attributes import figures
from zpoints.attributes.correlations import levels
from zpoints.attributes.table import read_correlations
from zpoints.logs import job


def attribute_correlations_figure(
    table: str,
    figure: str,
    attributes: int,
    directions: int,
    components: int,
    alpha: float,
    case: str,
) -> None:
    """Draw heat maps of r, with the level of significance."""
    rows = read_correlations(table)
    cells = figures.strongest(rows, attributes, directions, components) if len(rows) else {}
    figures.attributes(
        cells=cells,
        attributes=rows["attribute"].nunique(),
        tests=int(rows["r"].notna().sum()),
        alpha=alpha,
        levels=levels(rows, alpha),
        case=case,
        path=figure,
    )


if __name__ == "__main__":
    with job(snakemake):
        attribute_correlations_figure(
            table=snakemake.input.table,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
