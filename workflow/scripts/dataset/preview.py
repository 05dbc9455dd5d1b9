"""Draw images of the whole store at random, those that other figures show first."""

from pathlib import Path

from zpoints import seeding
from zpoints.dataset.shown import overview_rows
from zpoints.figures import montage
from zpoints.logs import job
from zpoints.stores.reader import open_store


def preview(manifest: str | Path, figure: str | Path, seed: list, images: int) -> None:
    """Draw the preview sheet of at most so many `images`."""
    store = open_store(manifest)
    rows = overview_rows(store.read("split"), images, seeding.generator(*seed))
    title = f"{len(rows)} of {store.rows:,} images, drawn at random"
    montage.sheet(store.take("images", rows), title, figure, height=0.6)


if __name__ == "__main__":
    with job(snakemake):
        preview(
            manifest=snakemake.input.images,
            figure=snakemake.output.figure,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
