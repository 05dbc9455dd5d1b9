"""Draw the distributions of all components, and of the dominant ones."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import plots
from zpoints.logs import job
from zpoints.statistics import Bins


def components_figure(
    table: str, histogram: str, every: str, dominant: str, settings: dict, case: str
) -> None:
    """Draw both figures."""
    rows = pd.read_csv(table)
    with np.load(histogram, allow_pickle=False) as saved:
        counts, centres = saved["counts"], saved["centres"]
    bins = Bins(centres[0], centres[-1], len(centres))
    title = f"Case {case}: {len(rows)} components"
    plots.components(counts, bins, rows, title, Path(every))
    plots.dominant_components(
        counts, bins, rows, settings["dominant"], f"Case {case}", Path(dominant)
    )


if __name__ == "__main__":
    with job(snakemake.log[0], f"components_figure {snakemake.wildcards.case}"):
        components_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            every=snakemake.output.components,
            dominant=snakemake.output.dominant,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
