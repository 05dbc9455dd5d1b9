"""Sum up the covariance and the lengths of the latent vectors of one shard."""

from zpoints import distributions, shards, stores
from zpoints.logs import Progress, job
from zpoints.shards import Shard
from zpoints.statistics import Covariance, LengthStatistics


def cloud_shard(latents: str, sums: str, shard: Shard, threads: int) -> None:
    """Write the shard's centre, sums of products and lengths."""
    store = stores.open_store(latents)
    covariance = Covariance(*store.row_shape("latents"))
    lengths = LengthStatistics()
    first, last = store.shard("latents", shard)
    progress = Progress(last - first, "vectors")
    for rows, (part, block_lengths) in store.map(
        "latents",
        lambda _, block: (Covariance.of(block), distributions.lengths(block)),
        threads,
        (first, last),
    ):
        covariance.merge(part)
        lengths.update(block_lengths)
        progress.update(len(rows))
    found = {**covariance.state(), **lengths.arrays()}
    shards.save(sums, (first, last), store.digest("latents"), found)


if __name__ == "__main__":
    name = snakemake.wildcards.scatteritem
    with job(snakemake.log[0], f"cloud {snakemake.wildcards.case} {name}"):
        cloud_shard(
            latents=snakemake.input.latents,
            sums=snakemake.output.sums,
            shard=Shard.named(name),
            threads=snakemake.threads,
        )
