"""Draw the spectrum of the cloud, its distances against a Gaussian's, and the origin's place."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import plots
from zpoints.logs import job
from zpoints.statistics import LengthStatistics


def geometry_figure(
    pca: str, distances: str, components: str, spectrum: str, normality: str, case: str
) -> None:
    """Draw both figures."""
    with np.load(distances, allow_pickle=False) as saved:
        arrays = dict(saved)
    origin, rank = float(arrays.pop("origin")), int(arrays.pop("rank"))
    squared = LengthStatistics.from_arrays(arrays)
    plots.spectrum(pd.read_csv(pca), f"Case {case}: principal components", Path(spectrum))
    plots.normality(squared, origin, rank, pd.read_csv(components), f"Case {case}", Path(normality))


if __name__ == "__main__":
    with job(snakemake.log[0], f"geometry_figure {snakemake.wildcards.case}"):
        geometry_figure(
            pca=snakemake.input.pca,
            distances=snakemake.input.distances,
            components=snakemake.input.components,
            spectrum=snakemake.output.spectrum,
            normality=snakemake.output.normality,
            case=snakemake.wildcards.case,
        )
