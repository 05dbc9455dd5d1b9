"""Put the counts of all shards together: histograms and the table of all components."""

import numpy as np

from zpoints import files, shards, stores
from zpoints.logs import job, logger
from zpoints.statistics import Bins, ComponentStatistics


def components(
    latents: str,
    counts: list[str],
    table: str,
    histogram: str,
    bins: dict,
    dominant: dict[str, float],
) -> None:
    """Write the histograms and the table of all components."""
    store = stores.open_store(latents)
    (z_dim,) = store.row_shape("latents")
    statistics = ComponentStatistics(z_dim, Bins(*bins["range"], bins["bins"]))
    for state in shards.load(counts, store.rows, store.digest("latents")):
        statistics.merge(ComponentStatistics.from_state(state))
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
            counts=snakemake.input.counts,
            table=snakemake.output.table,
            histogram=snakemake.output.histogram,
            bins=snakemake.params.histogram,
            dominant=snakemake.params.dominant,
        )
