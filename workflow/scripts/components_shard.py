"""Count the values of every latent component in one pass over a shard of the store."""

from zpoints import shards, stores
from zpoints.logs import Progress, job
from zpoints.shards import Shard
from zpoints.statistics import Bins, ComponentStatistics


def components_shard(latents: str, counts: str, bins: dict, shard: Shard, threads: int) -> None:
    """Write the shard's histograms, moments and extremes."""
    store = stores.open_store(latents)
    chosen = Bins(*bins["range"], bins["bins"])
    statistics = ComponentStatistics(*store.row_shape("latents"), chosen)
    first, last = store.shard("latents", shard)
    progress = Progress(last - first, "vectors")
    for rows, part in store.map(
        "latents",
        lambda _, block: ComponentStatistics.of(block, chosen),
        threads,
        (first, last),
    ):
        statistics.merge(part)
        progress.update(len(rows))
    shards.save(counts, (first, last), store.digest("latents"), statistics.state())


if __name__ == "__main__":
    name = snakemake.wildcards.scatteritem
    with job(snakemake.log[0], f"components {snakemake.wildcards.case} {name}"):
        components_shard(
            latents=snakemake.input.latents,
            counts=snakemake.output.counts,
            bins=snakemake.params.histogram,
            shard=Shard.named(name),
            threads=snakemake.threads,
        )
