"""Draw the distributions of all components before those of uniform vectors."""

import pandas as pd

from zpoints import files
from zpoints.distributions import component_figures
from zpoints.logs import job


def components_figure(table: str, histogram: str, uniform: str, figure: str, case: str) -> None:
    """Draw the figure."""
    b = float(files.read_arrays(uniform)["b"])
    latents = files.read_arrays(histogram)
    component_figures.components(latents, b, pd.read_csv(table), case, figure)


if __name__ == "__main__":
    with job(snakemake):
        components_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            uniform=snakemake.input.uniform,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
