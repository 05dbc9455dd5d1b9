"""Put the counts of all shards together: histograms, moments and extremes of all components."""

from collections.abc import Sequence

from zpoints import shards
from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.logs import job, logger
from zpoints.stores.reader import open_store


def histogram(
    latents: str,
    shard_files: Sequence[str],
    histogram: str,
    moments: str,
    range: Sequence[float],
    bins: int,
) -> None:
    """Write the histograms of all components, and their moments and extremes."""
    store = open_store(latents)
    statistics = ComponentStatistics(*store.row_shape("latents"), Bins(*range, bins))
    for state in shards.load(shard_files, store.rows, store.digest("latents")):
        statistics.merge(ComponentStatistics.from_state(state))
    if statistics.outside:
        logger.warning(
            "%d values lie beyond distributions.histogram.range %s; the data span %g to %g",
            statistics.outside,
            range,
            statistics.min.min(),
            statistics.max.max(),
        )
    statistics.save(histogram, moments)


if __name__ == "__main__":
    with job(snakemake):
        histogram(
            latents=snakemake.input.latents,
            shard_files=snakemake.input.shards,
            histogram=snakemake.output.histogram,
            moments=snakemake.output.moments,
            **snakemake.params.settings,
        )
