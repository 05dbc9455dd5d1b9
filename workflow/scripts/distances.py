"""Measure the Mahalanobis distances of all latent vectors from the centre of their cloud."""

import numpy as np

from zpoints import files, geometry, stores
from zpoints.logs import Progress, job
from zpoints.statistics import LengthStatistics


def distances(latents: str, moments: str, distribution: str, threads: int) -> None:
    """Write the distribution of the squared distances, and the distance of the origin."""
    store = stores.open_store(latents)
    with np.load(moments, allow_pickle=False) as saved:
        principal = geometry.principal_components(saved["centre"], saved["covariance"])
    squared = LengthStatistics()
    progress = Progress(store.rows, "vectors")
    for rows, distance in store.map(
        "latents", lambda _, block: principal.mahalanobis(block), threads
    ):
        squared.update(distance**2)
        progress.update(len(rows))
    with files.replacing(distribution) as temporary:
        np.savez(
            temporary,
            **squared.arrays(),
            origin=principal.mahalanobis(np.zeros((1, len(principal.centre))))[0],
            rank=principal.rank,
        )


if __name__ == "__main__":
    with job(snakemake.log[0], f"distances {snakemake.wildcards.case}"):
        distances(
            latents=snakemake.input.latents,
            moments=snakemake.input.moments,
            distribution=snakemake.output.distances,
            threads=snakemake.threads,
        )
