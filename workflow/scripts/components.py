"""Count the values of every latent component in one pass over the store."""

import numpy as np

from zpoints import files, stores
from zpoints.logs import Progress, job, logger
from zpoints.statistics import Bins, ComponentStatistics


def components(
    latents: str,
    table: str,
    histogram: str,
    bins: dict,
    dominant: dict[str, float],
    threads: int,
) -> None:
    """Write the histograms and the table of all components."""
    store = stores.open_store(latents)
    (z_dim,) = store.row_shape("latents")
    chosen = Bins(*bins["range"], bins["bins"])
    statistics = ComponentStatistics(z_dim, chosen)
    progress = Progress(store.rows, "vectors")
    for rows, part in store.map(
        "latents", lambda _, block: ComponentStatistics.of(block, chosen), threads
    ):
        statistics.merge(part)
        progress.update(len(rows))
    outside = int(statistics.counts[:, [0, -1]].sum())
    if outside:
        logger.warning(
            "%d values lie beyond distributions.histogram.range %s; the data span %g to %g",
            *(outside, bins["range"], statistics.min.min(), statistics.max.max()),
        )
    described = statistics.table(dominant)
    logger.info("%d of %d components are dominant", described["dominant"].sum(), z_dim)
    files.write_table(table, described)
    with files.replacing(histogram) as temporary:
        np.savez(temporary, **statistics.arrays())


if __name__ == "__main__":
    with job(snakemake.log[0], f"components {snakemake.wildcards.case}"):
        components(
            latents=snakemake.input.latents,
            table=snakemake.output.table,
            histogram=snakemake.output.histogram,
            bins=snakemake.params.histogram,
            dominant=snakemake.params.dominant,
            threads=snakemake.threads,
        )
