"""Draw the loss of a training over its epochs."""

import pandas as pd

from zpoints.logs import job
from zpoints.models import figures


def history_figure(history: str, figure: str, case: str, loss: str) -> None:
    """Draw the loss of training and validation."""
    figures.history(pd.read_csv(history), loss, case, figure)


if __name__ == "__main__":
    with job(snakemake):
        history_figure(
            history=snakemake.input.history,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
