"""Draw the distributions of the dominant components before those of uniform vectors."""

import pandas as pd

from zpoints import files
from zpoints.distributions import component_figures
from zpoints.logs import job


def dominant_figure(
    table: str, histogram: str, uniform: str, figure: str, dominant: int, case: str
) -> None:
    """Draw the figure of at most `dominant` components."""
    b = float(files.read_arrays(uniform)["b"])
    latents = files.read_arrays(histogram)
    component_figures.dominant(latents, b, pd.read_csv(table), dominant, case, figure)


if __name__ == "__main__":
    with job(snakemake):
        dominant_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            uniform=snakemake.input.uniform,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
