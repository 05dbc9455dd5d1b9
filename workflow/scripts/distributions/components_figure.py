"""Draw the distributions of all components beside those of uniform vectors."""

import pandas as pd

from zpoints import files
from zpoints.distributions import component_figures
from zpoints.logs import job


def components_figure(table: str, histogram: str, uniform: str, figure: str, case: str) -> None:
    """Draw the figure."""
    latents, rows = files.read_arrays(histogram), pd.read_csv(table)
    counts = component_figures.panels(latents, files.read_arrays(uniform))
    title = f"Case {case}: {len(rows)} components"
    component_figures.components(counts, latents["centres"], rows, title, figure)


if __name__ == "__main__":
    with job(snakemake):
        components_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            uniform=snakemake.input.uniform,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
