"""Correlate components and principal directions with the attributes of the images."""

import numpy as np

from zpoints import attribute_correlations, attributes, files, geometry, stores
from zpoints.attribute_correlations import CrossCorrelation
from zpoints.logs import Progress, job, logger


def correlate_attributes(
    latents: str, moments: str, known: str, table: str, alpha: float, threads: int
) -> None:
    """Write r, its p-value and its significance for every attribute."""
    store = stores.open_store(latents)
    described = attributes.read(known, store.rows)
    values = described.to_numpy()
    with np.load(moments, allow_pickle=False) as saved:
        principal = geometry.principal_components(saved["centre"], saved["covariance"])
    total = CrossCorrelation(len(principal.centre) + principal.rank, values.shape[1])

    def work(start: int, block: np.ndarray) -> CrossCorrelation:
        x = attribute_correlations.coordinates(principal, block)
        return CrossCorrelation.of(x, values[start : start + len(block)])

    progress = Progress(store.rows, "vectors")
    for rows, part in store.map("latents", work, threads):
        total.merge(part)
        progress.update(len(rows))
    found = attribute_correlations.table(total, list(described), len(principal.centre), alpha)
    constant = [
        name for name, squares in zip(described, total.y_squares, strict=True) if not squares
    ]
    if constant:
        logger.warning("constant attributes correlate with nothing: %s", ", ".join(constant))
    logger.info(
        "%d of %d correlations are beyond the level of %g",
        *(found["significant"].sum(), found["r"].notna().sum(), alpha),
    )
    files.write_table(table, found)


if __name__ == "__main__":
    with job(snakemake.log[0], f"correlate_attributes {snakemake.wildcards.case}"):
        correlate_attributes(
            latents=snakemake.input.latents,
            moments=snakemake.input.moments,
            known=snakemake.input.attributes,
            table=snakemake.output.table,
            alpha=snakemake.params.alpha,
            threads=snakemake.threads,
        )
