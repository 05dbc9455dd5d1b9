"""Compare a cloud with a Gaussian: marginals, distances, leading principal components."""

import pandas as pd

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.geometry.normality import LeadingMoments, normality_table
from zpoints.logs import Progress, job
from zpoints.stores.reader import open_store


def normality(
    latents: str,
    cloud: str,
    distances: str,
    components: str,
    output: str,
    threads: int,
    leading: int,
    outlier_sigma: float,
) -> None:
    """Write the table of tests."""
    store = open_store(latents)
    principal = Cloud.load(cloud).principal
    moments = LeadingMoments(principal, leading, outlier_sigma)
    progress = Progress(store.rows, "vectors")
    for rows, part in store.map("latents", lambda _, block: moments.of(block), threads):
        moments.merge(part)
        progress.update(len(rows))
    table = normality_table(pd.read_csv(components), Distances.load(distances), moments)
    files.write_table(output, table)


if __name__ == "__main__":
    with job(snakemake):
        normality(
            latents=snakemake.input.latents,
            cloud=snakemake.input.cloud,
            distances=snakemake.input.distances,
            components=snakemake.input.components,
            output=snakemake.output.table,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
