"""Draw the loss of a training over its epochs."""

from pathlib import Path

import pandas as pd

from zpoints import plots
from zpoints.logs import job


def history(table: str, figure: str, loss: str, case: str) -> None:
    """Draw the loss of training and validation."""
    plots.history(pd.read_csv(table), loss, f"Case {case}: training", Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"history {snakemake.wildcards.case}"):
        history(
            table=snakemake.input.history,
            figure=snakemake.output.figure,
            loss=snakemake.params.loss,
            case=snakemake.wildcards.case,
        )
