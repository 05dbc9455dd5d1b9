"""Draw how often uniform vectors hit the region of the data."""

from pathlib import Path

import pandas as pd

from zpoints import plots
from zpoints.logs import job


def regions_figure(table: str, figure: str, case: str) -> None:
    """Draw the heat map."""
    plots.regions(pd.read_csv(table), f"Case {case}", Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"regions_figure {snakemake.wildcards.case}"):
        regions_figure(
            table=snakemake.input.table,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
