"""Encode and decode the images that figures show."""

from zpoints import files, seeding
from zpoints.dataset.shown import shown_rows
from zpoints.logs import job
from zpoints.models.inference import reconstruct
from zpoints.stores.reader import open_store

COUNT = 36


def reconstructions(
    images: str, encoder: str, decoder: str, output: str, seed: list, threads: int
) -> None:
    """Write the images, their reconstructions, and the split of each image."""
    store = open_store(images)
    split = store.read("split")
    rows = shown_rows(split, COUNT, seeding.generator(*seed))
    originals = store.take("images", rows)
    decoded = reconstruct(originals, encoder, decoder, threads)
    files.write_arrays(output, originals=originals, decoded=decoded, split=split[rows])


if __name__ == "__main__":
    with job(snakemake):
        reconstructions(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            output=snakemake.output.images,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
        )
