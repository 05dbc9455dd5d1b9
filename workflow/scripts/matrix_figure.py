"""Draw the correlation matrix as a heat map, and how its entries are distributed."""

from pathlib import Path

import numpy as np

from zpoints import correlations, plots
from zpoints.logs import job


def matrix_figure(
    matrix: str, subset: str, moments: str, figure: str, settings: dict, case: str
) -> None:
    """Draw the heat map, components ordered by their share of the squared length."""
    r = np.load(matrix, allow_pickle=False)
    drawn = len(np.load(subset, allow_pickle=False))
    with np.load(moments, allow_pickle=False) as saved:
        order = correlations.dominance(saved["centre"], saved["covariance"])
    title = f"Case {case}: correlations of {len(r)} components, {drawn:,} vectors"
    plots.matrix(r, order, 1 / np.sqrt(drawn), settings["limit"], title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"matrix_figure {snakemake.wildcards.case}"):
        matrix_figure(
            matrix=snakemake.input.matrix,
            subset=snakemake.input.subset,
            moments=snakemake.input.moments,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
