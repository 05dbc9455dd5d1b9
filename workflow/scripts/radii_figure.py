"""Draw the vector lengths of the data against those of uniform cubes."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import plots
from zpoints.logs import job


def radii_figure(table: str, histogram: str, figure: str, settings: dict, case: str) -> None:
    """Draw the figure."""
    with np.load(histogram, allow_pickle=False) as saved:
        edges, shares, central = saved["edges"], saved["shares"], tuple(saved["central"])
    title = f"Case {case}: vector lengths"
    plots.radii(edges, shares, pd.read_csv(table), central, settings["b_max"], title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"radii_figure {snakemake.wildcards.case}"):
        radii_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
        )
