"""Measure the lengths of the latent vectors, and of uniform vectors beside them."""

import math

import numpy as np
import pandas as pd

from zpoints import distributions, files, seeding
from zpoints.logs import job, logger
from zpoints.statistics import LengthStatistics


def radii(
    moments: str, lengths: str, table: str, histogram: str, settings: dict, seed: list
) -> None:
    """Write the table and the histograms of vector lengths."""
    with np.load(moments, allow_pickle=False) as saved:
        z_dim = len(saved["centre"])
    with np.load(lengths, allow_pickle=False) as saved:
        measured = [LengthStatistics.from_arrays(saved)]
    low, high = measured[0].quantile([0.005, 0.995])
    rows = [distributions.radius_row("latents", math.nan, measured[0], z_dim, (low, high))]
    matched = rows[0]["b_matched"]
    logger.info("mean length %.4f, matched by b = %.4f", rows[0]["mean"], matched)
    for b in [*settings["b_grid"], matched]:
        generator = seeding.generator(*seed, f"b{b:g}")
        blocks = distributions.uniform_blocks(b, z_dim, settings["vectors"], generator)
        measured.append(distributions.measure_lengths(blocks))
        rows.append(distributions.radius_row("uniform", b, measured[-1], z_dim, (low, high)))
        logger.info(
            "b = %g: %.2f %% of the lengths lie in the data's central 99 %%",
            *(b, 100 * rows[-1]["inside_central_99"]),
        )
    files.write_table(table, pd.DataFrame(rows))
    edges, shares = distributions.length_histograms(measured, settings["bins"])
    with files.replacing(histogram) as temporary:
        np.savez(temporary, edges=edges, shares=shares, central=[low, high])


if __name__ == "__main__":
    with job(snakemake.log[0], f"radii {snakemake.wildcards.case}"):
        radii(
            moments=snakemake.input.moments,
            lengths=snakemake.input.lengths,
            table=snakemake.output.table,
            histogram=snakemake.output.histogram,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
