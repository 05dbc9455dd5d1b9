"""Draw the vector lengths of the data against those of uniform cubes."""

import pandas as pd

from zpoints import files
from zpoints.distributions.radii_figure import radii
from zpoints.logs import job


def radii_figure(table: str, histogram: str, figure: str, b_max: float, case: str) -> None:
    """Draw the figure."""
    arrays = files.read_arrays(histogram)
    radii(
        edges=arrays["edges"],
        shares=arrays["shares"],
        table=pd.read_csv(table),
        central=tuple(arrays["central"]),
        b_max=b_max,
        case=case,
        path=figure,
    )


if __name__ == "__main__":
    with job(snakemake):
        radii_figure(
            table=snakemake.input.table,
            histogram=snakemake.input.histogram,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
