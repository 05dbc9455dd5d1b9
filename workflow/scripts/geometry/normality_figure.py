"""Draw the distances of a cloud's vectors against a Gaussian's, and the shapes of components."""

import pandas as pd

from zpoints.cloud.distances import Distances
from zpoints.geometry import figures
from zpoints.logs import job


def normality_figure(distances: str, components: str, figure: str, case: str) -> None:
    """Draw the figure."""
    measured = Distances.load(distances)
    figures.normality(
        measured.squared.quantile,
        measured.squared.vectors,
        measured.origin,
        measured.rank,
        pd.read_csv(components),
        case,
        figure,
    )


if __name__ == "__main__":
    with job(snakemake):
        normality_figure(
            distances=snakemake.input.distances,
            components=snakemake.input.components,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
