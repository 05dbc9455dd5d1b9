"""Compare trainings of one architecture, with subsets of one training as the yardstick."""

import functools
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import files, plots, seeding, stores, trainings
from zpoints.logs import job, logger


def compare_trainings(
    latents: dict[str, str], pairs: list, table: str, figure: str, settings: dict, seed: list
) -> None:
    """Write the distances of each pair of cases, and draw their spectra and lengths."""
    opened = {case: stores.open_store(path) for case, path in latents.items()}
    rows = min(store.rows for store in opened.values())
    found, clouds = [], []
    for case, other in pairs:
        generator = seeding.generator(*seed, case, other)
        take = [functools.partial(opened[name].take, "latents") for name in (case, other)]
        distances = trainings.compare(
            *take, rows, settings["vectors"], settings["subsets"], generator
        )
        for row in distances.itertuples():
            logger.info(
                "%s and %s, %s: distance %.4g, of subsets %.4g",
                *(case, other, row.quantity, row.distance, row.subset_distance),
            )
        distances.insert(0, "other", other)
        distances.insert(0, "case", case)
        found.append(distances)
        shown = np.sort(generator.choice(rows, min(rows, settings["vectors"]), replace=False))
        clouds.append((case, other, *(part(shown) for part in take)))
    result = pd.concat(found, ignore_index=True)
    files.write_table(table, result)
    title = "Trainings that differ in the seed alone, and two subsets of one as the yardstick"
    plots.trainings(clouds, result, title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], "compare_trainings"):
        compare_trainings(
            latents=dict(zip(snakemake.params.cases, snakemake.input.latents, strict=True)),
            pairs=snakemake.params.pairs,
            table=snakemake.output.table,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
