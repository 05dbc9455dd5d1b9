"""Count, and draw, the vectors near the plane of two components."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import correlations, files, plots, stores
from zpoints.logs import job, logger


def slices(
    latents: str, moments: str, subset: str, table: str, figure: str, settings: dict, case: str
) -> None:
    """Write the counts after each stage, and a panel for each pair."""
    vectors = stores.open_store(latents).take("latents", np.load(subset, allow_pickle=False))
    with np.load(moments, allow_pickle=False) as saved:
        order = correlations.dominance(saved["centre"], saved["covariance"])
    pairs = settings["pairs"] or ([order[:2].tolist()] if len(order) > 1 else [])
    counts, chosen = [], []
    for i, j in pairs:
        rows, inside = correlations.slice_counts(vectors, (i, j), settings["limit"])
        logger.info("components %d and %d: %s vectors remain", i, j, rows["vectors"].tolist())
        counts.append(rows)
        chosen.append((i, j, inside))
    columns = ["stage", "component", "vectors", "i", "j", "limit", "drawn"]
    files.write_table(table, pd.concat(counts) if counts else pd.DataFrame(columns=columns))
    title = f"Case {case}: slices through the cloud, {len(vectors):,} vectors"
    plots.slices(vectors, chosen, settings["limit"], title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"slices {snakemake.wildcards.case}"):
        slices(
            latents=snakemake.input.latents,
            moments=snakemake.input.moments,
            subset=snakemake.input.subset,
            table=snakemake.output.table,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
