"""Count the component values of uniform vectors, in the bins of the data."""

import pandas as pd

from zpoints import files, seeding
from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.distributions import components
from zpoints.distributions.uniform import uniform_blocks
from zpoints.logs import Progress, job, logger


def uniform_components(
    radii: str,
    latents: str,
    table: str,
    histogram: str,
    b: float | None,
    vectors: int,
    mode: float,
    half_width: float,
    seed: list,
) -> None:
    """Write table and histograms as for the data; b = None takes the matched b."""
    b = b or float(pd.read_csv(radii)["b_matched"].iloc[0])
    data = files.read_arrays(latents)
    centres, z_dim = data["centres"], len(data["counts"])
    statistics = ComponentStatistics(z_dim, Bins(centres[0], centres[-1], len(centres)))
    progress = Progress(vectors, "vectors")
    generator = seeding.generator(*seed, f"b{b:g}")
    for block in uniform_blocks(b, z_dim, vectors, generator):
        statistics.update(block)
        progress.update(len(block))
    logger.info("uniform vectors with b = %.4f", b)
    files.write_table(table, components.table(statistics, mode, half_width))
    files.write_arrays(
        histogram,
        counts=statistics.counts[:, 1:-1],
        underflow=statistics.counts[:, 0],
        overflow=statistics.counts[:, -1],
        centres=statistics.bins.centres,
        b=b,
    )


if __name__ == "__main__":
    with job(snakemake):
        uniform_components(
            radii=snakemake.input.radii,
            latents=snakemake.input.histogram,
            table=snakemake.output.table,
            histogram=snakemake.output.histogram,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
