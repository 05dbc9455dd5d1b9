"""Correlate the latent components on a random subset of the vectors."""

import numpy as np

from zpoints import correlations, files, seeding, stores
from zpoints.logs import job, logger


def correlate(
    latents: str, matrix: str, subset: str, pairs: str, thresholds: str, settings: dict, seed: list
) -> None:
    """Draw the subset; write it, the matrix, the pairs and the counts above thresholds."""
    store = stores.open_store(latents)
    rows = correlations.draw_subset(store.rows, settings["vectors"], seeding.generator(*seed))
    r = correlations.pearson(store.take("latents", rows))
    constant = int(np.isnan(np.diag(r)).sum())
    if constant:
        logger.warning("%d components are constant and correlate with none", constant)
    counts = correlations.threshold_counts(r, settings["thresholds"])
    logger.info("pairs above |r|: %s", dict(zip(counts["threshold"], counts["pairs"], strict=True)))
    files.write_table(thresholds, counts)
    files.write_table(pairs, correlations.pairs_table(r, settings["pairs_above"]))
    for path, array in ((matrix, r), (subset, rows)):
        with files.replacing(path) as temporary:
            np.save(temporary, array, allow_pickle=False)


if __name__ == "__main__":
    with job(snakemake.log[0], f"correlate {snakemake.wildcards.case}"):
        correlate(
            latents=snakemake.input.latents,
            matrix=snakemake.output.matrix,
            subset=snakemake.output.subset,
            pairs=snakemake.output.pairs,
            thresholds=snakemake.output.thresholds,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
