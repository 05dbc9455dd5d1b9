"""Count the component values of uniform vectors, in the bins of the data."""

import numpy as np
import pandas as pd

from zpoints import distributions, files, seeding
from zpoints.logs import Progress, job, logger
from zpoints.statistics import Bins, ComponentStatistics


def uniform_components(
    radii: str, components: str, table: str, histogram: str, settings: dict, seed: list
) -> None:
    """Write table and histograms as for the data; without a b in the settings the matched one."""
    b = settings["b"] or float(pd.read_csv(radii)["b_matched"].iloc[0])
    z_dim = len(pd.read_csv(components))
    bins = settings["histogram"]
    chosen = Bins(*bins["range"], bins["bins"])
    statistics = ComponentStatistics(z_dim, chosen)
    progress = Progress(settings["vectors"], "vectors")
    generator = seeding.generator(*seed, f"b{b:g}")
    for block in distributions.uniform_blocks(b, z_dim, settings["vectors"], generator):
        statistics.update(block)
        progress.update(len(block))
    logger.info("uniform vectors with b = %.4f", b)
    files.write_table(table, statistics.table(settings["dominant"]))
    with files.replacing(histogram) as temporary:
        np.savez(temporary, **statistics.arrays(), b=b)


if __name__ == "__main__":
    with job(snakemake.log[0], f"uniform_components {snakemake.wildcards.case}"):
        uniform_components(
            radii=snakemake.input.radii,
            components=snakemake.input.components,
            table=snakemake.output.table,
            histogram=snakemake.output.histogram,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
