"""Draw how often uniform vectors hit the region of the data."""

import pandas as pd

from zpoints.distributions.regions_figure import regions
from zpoints.logs import job


def regions_figure(table: str, figure: str, case: str) -> None:
    """Draw the lines."""
    regions(pd.read_csv(table), case, figure)


if __name__ == "__main__":
    with job(snakemake):
        regions_figure(
            table=snakemake.input.table,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
