"""Draw which principal directions and components follow which attribute."""

from pathlib import Path

import pandas as pd

from zpoints import attribute_correlations, plots
from zpoints.logs import job


def attributes_figure(table: str, figure: str, settings: dict, alpha: float, case: str) -> None:
    """Draw heat maps of r, with the level of significance."""
    # An attribute may well be named "None".
    found = pd.read_csv(table, dtype={"attribute": str}, keep_default_na=False, na_values=[""])
    plots.attributes(
        cells=attribute_correlations.strongest(found, **settings) if len(found) else {},
        attributes=found["attribute"].nunique(),
        tests=int(found["r"].notna().sum()),
        alpha=alpha,
        levels=attribute_correlations.levels(found, alpha),
        title=f"Case {case}: principal directions and components that follow attributes",
        path=Path(figure),
    )


if __name__ == "__main__":
    with job(snakemake.log[0], f"attributes_figure {snakemake.wildcards.case}"):
        attributes_figure(
            table=snakemake.input.table,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            alpha=snakemake.params.alpha,
            case=snakemake.wildcards.case,
        )
