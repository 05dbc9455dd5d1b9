"""Put the sums of all shards together: centre and covariance of the cloud, vector lengths."""

from collections.abc import Sequence

from zpoints import shards
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.covariance import Covariance
from zpoints.cloud.lengths import LengthStatistics
from zpoints.logs import job, logger
from zpoints.stores.reader import open_store


def covariance(latents: str, shard_files: Sequence[str], cloud: str, lengths: str) -> None:
    """Write the cloud as samplers and analyses see it, and the lengths of its vectors."""
    store = open_store(latents)
    total = Covariance(*store.row_shape("latents"))
    distribution = LengthStatistics()
    for state in shards.load(shard_files, store.rows, store.digest("latents")):
        total.merge(Covariance.from_state(state))
        distribution.merge(LengthStatistics.from_arrays(state))
    measured = Cloud(total.vectors, total.mean, total.covariance, distribution.mean)
    logger.info(
        "%d of %d directions hold 95 %% of the variance; participation ratio %.1f",
        measured.principal.count_for(0.95),
        measured.z_dim,
        measured.principal.participation_ratio,
    )
    measured.save(cloud)
    distribution.save(lengths)


if __name__ == "__main__":
    with job(snakemake):
        covariance(
            latents=snakemake.input.latents,
            shard_files=snakemake.input.shards,
            cloud=snakemake.output.cloud,
            lengths=snakemake.output.lengths,
        )
