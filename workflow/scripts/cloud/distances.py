"""Measure the Mahalanobis distances of all latent vectors from the centre of their cloud."""

from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.logs import Progress, job
from zpoints.stores.reader import open_store


def distances(latents: str, cloud: str, output: str, threads: int) -> None:
    """Write the distribution of the squared distances, and the distance of the origin."""
    store = open_store(latents)
    principal = Cloud.load(cloud).principal
    blocks = store.map("latents", lambda _, block: principal.mahalanobis(block), threads)
    watched = Progress(store.rows, "vectors").watch(blocks)
    Distances.of((block for _, block in watched), principal).save(output)


if __name__ == "__main__":
    with job(snakemake):
        distances(
            latents=snakemake.input.latents,
            cloud=snakemake.input.cloud,
            output=snakemake.output.distances,
            threads=snakemake.threads,
        )
