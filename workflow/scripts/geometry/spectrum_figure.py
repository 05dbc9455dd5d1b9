"""Draw the variances along the principal components of a cloud."""

import pandas as pd

from zpoints.geometry import figures
from zpoints.logs import job


def spectrum_figure(table: str, figure: str, case: str) -> None:
    """Draw the figure."""
    figures.spectrum(pd.read_csv(table), case, figure)


if __name__ == "__main__":
    with job(snakemake):
        spectrum_figure(
            table=snakemake.input.table,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
