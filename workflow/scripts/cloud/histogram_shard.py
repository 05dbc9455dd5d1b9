"""Count the values of every component over the latent vectors of one shard."""

from collections.abc import Sequence

from zpoints import shards
from zpoints.cloud.histograms import Bins, ComponentStatistics
from zpoints.logs import Progress, job
from zpoints.shards import Shard
from zpoints.stores.reader import open_store


def histogram_shard(
    latents: str, output: str, shard: Shard, threads: int, range: Sequence[float], bins: int
) -> None:
    """Write the shard's counts, moments and extremes."""
    store = open_store(latents)
    equal_bins = Bins(*range, bins)
    statistics = ComponentStatistics(*store.row_shape("latents"), equal_bins)
    first, last = store.shard("latents", shard)
    progress = Progress(last - first, "vectors")
    for rows, part in store.map(
        "latents",
        lambda _, block: ComponentStatistics.of(block, equal_bins),
        threads,
        (first, last),
    ):
        statistics.merge(part)
        progress.update(len(rows))
    shards.save(output, (first, last), store.digest("latents"), statistics.state())


if __name__ == "__main__":
    with job(snakemake):
        histogram_shard(
            latents=snakemake.input.latents,
            output=snakemake.output.histogram,
            shard=Shard.named(snakemake.wildcards.scatteritem),
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
