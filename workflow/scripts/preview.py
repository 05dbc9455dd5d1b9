"""Draw images spread evenly over the store."""

from pathlib import Path

import numpy as np

from zpoints import plots, stores
from zpoints.logs import job


def preview(images: str, figure: str, settings: dict) -> None:
    """Draw the preview sheet."""
    store = stores.open_store(images)
    count = min(settings["images"], store.rows)
    rows = np.linspace(0, store.rows - 1, count).round().astype(int)
    title = f"{count} of {store.rows:,} images"
    plots.sheet(store.take("images", rows), title, Path(figure))


if __name__ == "__main__":
    with job(snakemake.log[0], "preview"):
        preview(snakemake.input.images, snakemake.output.figure, snakemake.params.settings)
