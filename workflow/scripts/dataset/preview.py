"""Draw images spread evenly over the store."""

from pathlib import Path

import numpy as np

from zpoints.figures import sheets
from zpoints.logs import job
from zpoints.stores.reader import open_store


def preview(manifest: str | Path, figure: str | Path, images: int) -> None:
    """Draw the preview sheet of at most so many `images`."""
    store = open_store(manifest)
    count = min(images, store.rows)
    rows = np.linspace(0, store.rows - 1, count).round().astype(int)
    sheets.sheet(store.take("images", rows), f"{count} of {store.rows:,} images", figure)


if __name__ == "__main__":
    with job(snakemake):
        preview(
            manifest=snakemake.input.images,
            figure=snakemake.output.figure,
            **snakemake.params.settings,
        )
