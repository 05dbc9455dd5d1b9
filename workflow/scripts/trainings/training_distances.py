"""Compare trainings of one architecture, with subsets of one training as the yardstick."""

import functools
from collections.abc import Sequence

import pandas as pd

from zpoints import files, seeding
from zpoints.logs import job, logger
from zpoints.stores.reader import open_store
from zpoints.trainings import distances


def training_distances(
    pairs: Sequence[tuple[str, str]],
    first: Sequence[str],
    second: Sequence[str],
    table: str,
    spectra: str,
    vectors: int,
    subsets: int,
    seed: Sequence,
) -> None:
    """Write the distances of each pair of cases, and the spectra and lengths of their vectors.

    `first` and `second` are the latents' manifests of each pair's first and second case.
    """
    stores = {path: open_store(path) for path in dict.fromkeys([*first, *second])}
    rows = min(store.rows for store in stores.values())
    tables, arrays = [], {}
    for (case, other), *manifests in zip(pairs, first, second, strict=True):
        generator = seeding.generator(*seed, case, other)
        take = [functools.partial(stores[path].take, "latents") for path in manifests]
        result = distances.compare(*take, rows, vectors, subsets, generator)
        for row in result.itertuples():
            logger.info(
                f"{case} and {other}, {row.quantity}: distance {row.distance:.4g}, of subsets "
                f"{row.subset_distance:.4g}"
            )
        tables.append(result.assign(case=case, other=other)[["case", "other", *result]])
        for name, array in distances.spectra(*take, rows, vectors, generator).items():
            arrays[f"{case}/{other}/{name}"] = array
    files.write_table(table, pd.concat(tables, ignore_index=True))
    files.write_arrays(spectra, **arrays)


if __name__ == "__main__":
    with job(snakemake):
        training_distances(
            pairs=snakemake.params.pairs,
            first=snakemake.input.first,
            second=snakemake.input.second,
            table=snakemake.output.table,
            spectra=snakemake.output.spectra,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
