"""Draw the correlation matrix as a heat map."""

from pathlib import Path

import numpy as np

from zpoints import plots
from zpoints.logs import job


def matrix_figure(matrix: str, figure: str, settings: dict, case: str) -> None:
    """Draw the heat map."""
    r = np.load(matrix, allow_pickle=False)
    plots.matrix(r, settings["limit"], f"Case {case}: correlation of components", Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"matrix_figure {snakemake.wildcards.case}"):
        matrix_figure(
            matrix=snakemake.input.matrix,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
