"""Measure centre, covariance and mean length of the cloud of latent vectors in one pass."""

import numpy as np

from zpoints import distributions, files, stores
from zpoints.logs import Progress, job, logger
from zpoints.statistics import Covariance, LengthStatistics


def cloud(latents: str, moments: str) -> None:
    """Write what samplers and analyses need to know of the cloud."""
    store = stores.open_store(latents)
    covariance = Covariance(store.row_shape("latents")[0])
    lengths = LengthStatistics()
    progress = Progress(store.rows, "vectors")
    for _, block in progress.watch(store.blocks("latents")):
        covariance.update(block)
        lengths.update(distributions.lengths(block))
    logger.info("centre %.3f from the origin", np.linalg.norm(covariance.mean))
    with files.replacing(moments) as temporary:
        np.savez(
            temporary,
            vectors=covariance.vectors,
            centre=covariance.mean,
            covariance=covariance.covariance,
            mean_radius=lengths.mean,
        )


if __name__ == "__main__":
    with job(snakemake.log[0], f"cloud {snakemake.wildcards.case}"):
        cloud(snakemake.input.latents, snakemake.output.moments)
