"""Sum up the covariance and the lengths of the latent vectors of one shard."""

from zpoints import shards
from zpoints.cloud.covariance import Covariance
from zpoints.cloud.lengths import LengthStatistics, lengths
from zpoints.logs import Progress, job
from zpoints.shards import Shard
from zpoints.stores.reader import open_store


def covariance_shard(latents: str, output: str, shard: Shard, threads: int) -> None:
    """Write the shard's centre, sums of products and lengths."""
    store = open_store(latents)
    covariance = Covariance(*store.row_shape("latents"))
    distribution = LengthStatistics()
    first, last = store.shard("latents", shard)
    progress = Progress(last - first, "vectors")
    for rows, (part, block_lengths) in store.map(
        "latents",
        lambda _, block: (Covariance.of(block), lengths(block)),
        threads,
        (first, last),
    ):
        covariance.merge(part)
        distribution.update(block_lengths)
        progress.update(len(rows))
    sums = {**covariance.state(), **distribution.arrays()}
    shards.save(output, (first, last), store.digest("latents"), sums)


if __name__ == "__main__":
    with job(snakemake):
        covariance_shard(
            latents=snakemake.input.latents,
            output=snakemake.output.sums,
            shard=Shard.named(snakemake.wildcards.scatteritem),
            threads=snakemake.threads,
        )
