"""Draw the distributions of all components, and of the dominant ones, beside uniform vectors'."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import plots
from zpoints.logs import job
from zpoints.statistics import Bins


def components_figure(
    table: str, histogram: str, uniform: str, every: str, dominant: str, settings: dict, case: str
) -> None:
    """Draw both figures."""
    rows = pd.read_csv(table)
    with np.load(histogram, allow_pickle=False) as saved:
        counts, centres, outside = (
            saved["counts"],
            saved["centres"],
            saved["underflow"] + saved["overflow"],
        )
    vectors = int(counts[0].sum() + outside[0])
    with np.load(uniform, allow_pickle=False) as saved:
        drawn = int(saved["counts"][0].sum() + saved["underflow"][0] + saved["overflow"][0])
        sources = {
            f"{vectors:,} latent vectors": counts,
            f"{drawn:,} uniform vectors, b = {float(saved['b']):.3g}": saved["counts"],
        }
    bins = Bins(centres[0], centres[-1], len(centres))
    title = f"Case {case}: {len(rows)} components"
    plots.components(sources, bins, rows, title, Path(every))
    plots.dominant_components(
        sources, bins, rows, settings["dominant"], f"Case {case}", Path(dominant)
    )


if __name__ == "__main__":
    with job(snakemake.log[0], f"components_figure {snakemake.wildcards.case}"):
        components_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            uniform=snakemake.input.uniform,
            every=snakemake.output.components,
            dominant=snakemake.output.dominant,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
