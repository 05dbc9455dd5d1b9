"""Draw the correlation matrix as a heat map, and how its entries are distributed."""

import math

from zpoints import files
from zpoints.correlations import figures
from zpoints.correlations.order import clustered
from zpoints.logs import job


def matrix_figure(matrix: str, subset: str, figure: str, limit: float, case: str) -> None:
    """Draw the heat map, components that correlate side by side."""
    r, vectors = files.read_array(matrix), len(files.read_array(subset))
    figures.matrix(
        correlations=r,
        order=clustered(r),
        noise=1 / math.sqrt(vectors),
        limit=limit,
        case=case,
        path=figure,
    )


if __name__ == "__main__":
    with job(snakemake):
        matrix_figure(
            matrix=snakemake.input.matrix,
            subset=snakemake.input.subset,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
