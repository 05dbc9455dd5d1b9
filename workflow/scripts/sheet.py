"""Draw the first decoded images of a sampler."""

from pathlib import Path

import numpy as np

from zpoints import plots
from zpoints.logs import job


def sheet(images: str, figure: str, settings: dict, case: str, sampler: str) -> None:
    """Draw the sheet."""
    decoded = np.load(images, mmap_mode="r", allow_pickle=False)
    shown = decoded[: settings["images"]]
    title = f"Case {case}, {sampler}: {len(shown)} of {len(decoded)} decoded vectors"
    plots.sheet(shown, title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], f"sheet {snakemake.wildcards.case} {snakemake.wildcards.sampler}"):
        sheet(
            images=snakemake.input.images,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            case=snakemake.wildcards.case,
            sampler=snakemake.wildcards.sampler,
        )
