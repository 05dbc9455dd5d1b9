"""Correlate the latent components, on random subsets of the vectors and on all of them."""

from functools import partial

import numpy as np

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.covariance import Covariance
from zpoints.correlations.matrix import correlation, covariances, draw_subset, threshold_counts
from zpoints.correlations.pairs import correlated_pairs
from zpoints.logs import Progress, job, logger
from zpoints.stores.reader import Store, open_store


def matrix(
    latents: str,
    cloud: str,
    matrix: str,
    full_matrix: str,
    subset: str,
    pairs: str,
    thresholds_table: str,
    vectors: int,
    subsets: int,
    thresholds: list[float],
    pairs_above: float,
    seed: list,
    threads: int,
) -> None:
    """Write the first subset and its matrix, the matrix of all vectors, pairs and counts."""
    store = open_store(latents)
    draws = [
        draw_subset(store.rows, vectors, seeding.generator(*seed, f"subset {number}"))
        for number in range(subsets)
    ]
    matrices = correlate(store, draws, threads)
    r = matrices[0]
    constant = int(np.isnan(np.diag(r)).sum())
    if constant:
        logger.warning("%d components are constant and correlate with none", constant)
    whole = Cloud.load(cloud)
    full = correlation(whole.centre, whole.covariance)
    counts = threshold_counts(full, matrices, thresholds)
    logger.info("pairs above |r|: %s", dict(zip(counts["threshold"], counts["pairs"], strict=True)))
    files.write_table(thresholds_table, counts)
    files.write_table(pairs, correlated_pairs(r, pairs_above))
    files.write_array(matrix, r)
    files.write_array(full_matrix, full)
    files.write_array(subset, draws[0])


def correlate(store: Store, draws: list[np.ndarray], threads: int) -> list[np.ndarray]:
    """Pearson matrix of each subset, in one pass over the store."""
    totals = [Covariance(*store.row_shape("latents")) for _ in draws]
    progress = Progress(store.rows, "vectors")
    work = partial(covariances, draws=draws)
    for rows, parts in store.map("latents", work, threads):
        for total, part in zip(totals, parts, strict=True):
            total.merge(part)
        progress.update(len(rows))
    return [correlation(total.mean, total.covariance) for total in totals]


if __name__ == "__main__":
    with job(snakemake):
        matrix(
            latents=snakemake.input.latents,
            cloud=snakemake.input.cloud,
            matrix=snakemake.output.matrix,
            full_matrix=snakemake.output.full_matrix,
            subset=snakemake.output.subset,
            pairs=snakemake.output.pairs,
            thresholds_table=snakemake.output.thresholds,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
