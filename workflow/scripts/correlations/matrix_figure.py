"""Draw the correlation matrix as a heat map, and how its entries are distributed."""

import math

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.correlations import figures
from zpoints.logs import job


def matrix_figure(
    matrix: str, subset: str, cloud: str, figure: str, limit: float, case: str
) -> None:
    """Draw the heat map, components ordered by their share of the squared length."""
    r, vectors = files.read_array(matrix), len(files.read_array(subset))
    figures.matrix(
        correlations=r,
        order=Cloud.load(cloud).by_share,
        noise=1 / math.sqrt(vectors),
        limit=limit,
        title=f"Case {case}: correlations of {len(r)} components, {vectors:,} vectors",
        path=figure,
    )


if __name__ == "__main__":
    with job(snakemake):
        matrix_figure(
            matrix=snakemake.input.matrix,
            subset=snakemake.input.subset,
            cloud=snakemake.input.cloud,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
