"""Correlate components and principal directions with the attributes of the images."""

import numpy as np

from zpoints import files
from zpoints.attributes.correlations import CrossCorrelation, coordinates, table
from zpoints.cloud.cloud import Cloud
from zpoints.dataset.attributes import read
from zpoints.logs import Progress, job, logger
from zpoints.stores.reader import open_store


def attribute_correlations(
    latents: str, cloud: str, attributes: str, output: str, alpha: float, threads: int
) -> None:
    """Write r, its p-value and its significance for every attribute."""
    store = open_store(latents)
    known = read(attributes, store.rows)
    values = known.to_numpy()
    principal = Cloud.load(cloud).principal
    z_dim = len(principal.centre)
    total = CrossCorrelation(z_dim + principal.rank, values.shape[1])

    def work(start: int, block: np.ndarray) -> CrossCorrelation:
        x = coordinates(principal, block)
        return CrossCorrelation.of(x, values[start : start + len(block)])

    progress = Progress(store.rows, "vectors")
    for rows, part in store.map("latents", work, threads):
        total.merge(part)
        progress.update(len(rows))
    result = table(total, list(known), z_dim, alpha)
    constant = [name for name, squares in zip(known, total.y_squares, strict=True) if not squares]
    if constant:
        logger.warning("constant attributes correlate with nothing: %s", ", ".join(constant))
    significant, tests = result["significant"].sum(), result["r"].notna().sum()
    logger.info("%d of %d correlations are beyond the level of %g", significant, tests, alpha)
    files.write_table(output, result)


if __name__ == "__main__":
    with job(snakemake):
        attribute_correlations(
            latents=snakemake.input.latents,
            cloud=snakemake.input.cloud,
            attributes=snakemake.input.attributes,
            output=snakemake.output.table,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
