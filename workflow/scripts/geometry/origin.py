"""Measure where the origin lies in a cloud: distances, nearest vectors, percentiles of zero."""

import pandas as pd

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.geometry.origin import Surroundings, origin_table, query_rows
from zpoints.logs import Progress, job
from zpoints.stores.reader import open_store


def origin(
    latents: str,
    cloud: str,
    distances: str,
    components: str,
    output: str,
    threads: int,
    seed: list,
    neighbours: int,
    neighbour_queries: int,
) -> None:
    """Write the table."""
    store = open_store(latents)
    rows = query_rows(store.rows, neighbour_queries, seeding.generator(*seed))
    surroundings = Surroundings(store.take("latents", rows), rows, neighbours)
    progress = Progress(store.rows, "vectors")
    for block_rows, part in store.map("latents", surroundings.of, threads):
        surroundings.merge(part)
        progress.update(len(block_rows))
    dominant = pd.read_csv(components)["dominant"]
    table = origin_table(Cloud.load(cloud), Distances.load(distances), surroundings, dominant)
    files.write_table(output, table)


if __name__ == "__main__":
    with job(snakemake):
        origin(
            latents=snakemake.input.latents,
            cloud=snakemake.input.cloud,
            distances=snakemake.input.distances,
            components=snakemake.input.components,
            output=snakemake.output.table,
            threads=snakemake.threads,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
