"""Measure centre and covariance of the cloud of latent vectors, then all distances from it."""

import numpy as np

from zpoints import distributions, files, geometry, stores
from zpoints.logs import Progress, job, logger
from zpoints.statistics import Covariance, LengthStatistics


def cloud(latents: str, moments: str, distances: str, threads: int) -> None:
    """Write what samplers and analyses need to know of the cloud."""
    store = stores.open_store(latents)
    covariance = Covariance(store.row_shape("latents")[0])
    lengths, squared = LengthStatistics(), LengthStatistics()
    progress = Progress(2 * store.rows, "vectors (two passes)")
    for rows, (part, block_lengths) in store.map(
        "latents", lambda _, block: (Covariance.of(block), distributions.lengths(block)), threads
    ):
        covariance.merge(part)
        lengths.update(block_lengths)
        progress.update(len(rows))
    principal = geometry.principal_components(covariance.mean, covariance.covariance)
    for rows, distance in store.map(
        "latents", lambda _, block: principal.mahalanobis(block), threads
    ):
        squared.update(distance**2)
        progress.update(len(rows))
    logger.info(
        "%d of %d directions hold 95 %% of the variance; participation ratio %.1f",
        *(principal.count_for(0.95), len(covariance.mean), principal.participation_ratio),
    )
    with files.replacing(moments) as temporary:
        np.savez(
            temporary,
            vectors=covariance.vectors,
            centre=covariance.mean,
            covariance=covariance.covariance,
            mean_radius=lengths.mean,
        )
    with files.replacing(distances) as temporary:
        np.savez(
            temporary,
            **squared.arrays(),
            origin=principal.mahalanobis(np.zeros((1, len(covariance.mean))))[0],
            rank=principal.rank,
        )


if __name__ == "__main__":
    with job(snakemake.log[0], f"cloud {snakemake.wildcards.case}"):
        cloud(
            latents=snakemake.input.latents,
            moments=snakemake.output.moments,
            distances=snakemake.output.distances,
            threads=snakemake.threads,
        )
