"""Measure the shape of the cloud: principal components, origin, neighbours, normality."""

import numpy as np
import pandas as pd

from zpoints import files, geometry, seeding, stores
from zpoints.logs import Progress, job, logger
from zpoints.statistics import Covariance


def measure_geometry(
    latents: str,
    components: str,
    pca: str,
    origin: str,
    normality: str,
    distances: str,
    settings: dict,
    seed: list,
) -> None:
    """Write the tables, and the Mahalanobis distances of all vectors for the figures."""
    store = stores.open_store(latents)
    (z_dim,) = store.row_shape("latents")
    described = pd.read_csv(components)
    progress = Progress(2 * store.rows, "vectors (two passes)")
    moments = Covariance(z_dim)
    for _, block in progress.watch(store.blocks("latents")):
        moments.update(block)
    principal = geometry.principal_components(moments.mean, moments.covariance)

    leading = min(settings["leading"], principal.rank)
    own, coordinates, below = [], [], np.zeros(z_dim, np.int64)
    for _, block in progress.watch(store.blocks("latents")):
        whitened = principal.whiten(block)
        own.append(np.sqrt((whitened**2).sum(axis=1)))
        coordinates.append(whitened[:, :leading])
        below += (block < 0).sum(axis=0)
    mahalanobis = np.concatenate(own)

    rows = np.sort(
        seeding.generator(*seed).choice(
            store.rows, min(settings["neighbour_queries"], store.rows), replace=False
        )
    )
    queries = np.concatenate([np.zeros((1, z_dim)), store.take("latents", rows)])
    nearest = geometry.nearest_distances(
        queries, store.blocks("latents"), np.array([-1, *rows]), settings["neighbours"]
    )

    files.write_table(pca, principal.table())
    table = geometry.origin_table(
        principal, mahalanobis, nearest[0], nearest[1:], below / store.rows, described["dominant"]
    )
    files.write_table(origin, table)
    tests = geometry.normality_table(
        described,
        mahalanobis,
        np.concatenate(coordinates),
        principal.rank,
        settings["outlier_sigma"],
    )
    files.write_table(normality, tests)
    with files.replacing(distances) as temporary:
        np.savez(
            temporary,
            mahalanobis=mahalanobis,
            origin=principal.mahalanobis(np.zeros((1, z_dim)))[0],
            rank=principal.rank,
        )
    logger.info(
        "%d of %d directions hold 95 %% of the variance; participation ratio %.1f",
        *(principal.count_for(0.95), z_dim, principal.participation_ratio),
    )


if __name__ == "__main__":
    with job(snakemake.log[0], f"measure_geometry {snakemake.wildcards.case}"):
        measure_geometry(
            latents=snakemake.input.latents,
            components=snakemake.input.components,
            pca=snakemake.output.pca,
            origin=snakemake.output.origin,
            normality=snakemake.output.normality,
            distances=snakemake.output.distances,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
