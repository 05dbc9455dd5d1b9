"""Measure the shape of the cloud: principal components, origin, neighbours, normality."""

import numpy as np
import pandas as pd

from zpoints import files, geometry, seeding, stores
from zpoints.logs import Progress, job


def measure_geometry(
    latents: str,
    moments: str,
    components: str,
    pca: str,
    origin: str,
    normality: str,
    settings: dict,
    seed: list,
) -> None:
    """Write the tables."""
    store = stores.open_store(latents)
    (z_dim,) = store.row_shape("latents")
    described = pd.read_csv(components)
    with np.load(moments, allow_pickle=False) as saved:
        principal = geometry.principal_components(saved["centre"], saved["covariance"])

    shape = geometry.CloudShape(principal, settings["leading"], settings["outlier_sigma"])
    progress = Progress(2 * store.rows, "vectors (two passes)")
    for _, block in progress.watch(store.blocks("latents")):
        shape.update(block)

    rows = np.sort(
        seeding.generator(*seed).choice(
            store.rows, min(settings["neighbour_queries"], store.rows), replace=False
        )
    )
    queries = np.concatenate([np.zeros((1, z_dim)), store.take("latents", rows)])
    nearest = geometry.nearest_distances(
        queries,
        progress.watch(store.blocks("latents")),
        np.array([-1, *rows]),
        settings["neighbours"],
    )

    files.write_table(pca, principal.table())
    files.write_table(
        origin, geometry.origin_table(shape, nearest[0], nearest[1:], described["dominant"])
    )
    files.write_table(normality, geometry.normality_table(described, shape))


if __name__ == "__main__":
    with job(snakemake.log[0], f"measure_geometry {snakemake.wildcards.case}"):
        measure_geometry(
            latents=snakemake.input.latents,
            moments=snakemake.input.moments,
            components=snakemake.input.components,
            pca=snakemake.output.pca,
            origin=snakemake.output.origin,
            normality=snakemake.output.normality,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
