"""Draw the correlation matrix as a heat map."""

from pathlib import Path

import numpy as np

from zpoints import plots
from zpoints.logs import job


def matrix_figure(matrix: str, subset: str, figure: str, settings: dict, case: str) -> None:
    """Draw the heat map."""
    r = np.load(matrix, allow_pickle=False)
    noise = 1 / np.sqrt(len(np.load(subset, allow_pickle=False)))
    title = f"Case {case}: correlations (noise of independent components: ±{noise:.3f})"
    plots.matrix(r, settings["limit"], title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"matrix_figure {snakemake.wildcards.case}"):
        matrix_figure(
            matrix=snakemake.input.matrix,
            subset=snakemake.input.subset,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
