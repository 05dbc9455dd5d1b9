"""Draw the vectors near the plane of two components."""

import pandas as pd

from zpoints import files
from zpoints.correlations import figures
from zpoints.logs import job
from zpoints.stores.reader import open_store


def slices_figure(
    latents: str, subset: str, table: str, inside: str, figure: str, case: str
) -> None:
    """Draw a panel for each slice."""
    figures.slices(
        vectors=open_store(latents).take("latents", files.read_array(subset)),
        table=pd.read_csv(table),
        inside=files.read_arrays(inside)["inside"],
        case=case,
        path=figure,
    )


if __name__ == "__main__":
    with job(snakemake):
        slices_figure(
            latents=snakemake.input.latents,
            subset=snakemake.input.subset,
            table=snakemake.input.table,
            inside=snakemake.input.inside,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
