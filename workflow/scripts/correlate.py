"""Correlate the latent components, on random subsets of the vectors and on all of them."""

from functools import partial

import numpy as np

from zpoints import correlations, files, seeding, stores
from zpoints.logs import Progress, job, logger
from zpoints.statistics import Covariance, correlation


def correlate(
    latents: str,
    moments: str,
    matrix: str,
    full_matrix: str,
    subset: str,
    pairs: str,
    thresholds: str,
    settings: dict,
    seed: list,
    threads: int,
) -> None:
    """Write the first subset and its matrix, the matrix of all vectors, pairs and counts."""
    store = stores.open_store(latents)
    draws = [
        correlations.draw_subset(
            store.rows, settings["vectors"], seeding.generator(*seed, f"subset {number}")
        )
        for number in range(settings["subsets"])
    ]
    (z_dim,) = store.row_shape("latents")
    totals = [Covariance(z_dim) for _ in draws]
    progress = Progress(store.rows, "vectors")
    work = partial(correlations.covariances, draws=draws)
    for rows, parts in store.map("latents", work, threads):
        for total, part in zip(totals, parts, strict=True):
            total.merge(part)
        progress.update(len(rows))
    subsets = [total.correlation for total in totals]
    with np.load(moments, allow_pickle=False) as saved:
        everything = correlation(saved["centre"], saved["covariance"])
    r = subsets[0]
    constant = int(np.isnan(np.diag(r)).sum())
    if constant:
        logger.warning("%d components are constant and correlate with none", constant)
    counts = correlations.threshold_counts(everything, subsets, settings["thresholds"])
    logger.info("pairs above |r|: %s", dict(zip(counts["threshold"], counts["pairs"], strict=True)))
    files.write_table(thresholds, counts)
    files.write_table(pairs, correlations.pairs_table(r, settings["pairs_above"]))
    for path, array in ((matrix, r), (full_matrix, everything), (subset, draws[0])):
        with files.replacing(path) as temporary:
            np.save(temporary, array, allow_pickle=False)


if __name__ == "__main__":
    with job(snakemake.log[0], f"correlate {snakemake.wildcards.case}"):
        correlate(
            latents=snakemake.input.latents,
            moments=snakemake.input.moments,
            matrix=snakemake.output.matrix,
            full_matrix=snakemake.output.full_matrix,
            subset=snakemake.output.subset,
            pairs=snakemake.output.pairs,
            thresholds=snakemake.output.thresholds,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
        )
