"""Encode and decode validation images."""

import numpy as np

from zpoints import files
from zpoints.dataset.splits import VALIDATION
from zpoints.logs import job
from zpoints.models.inference import reconstruct
from zpoints.stores.reader import open_store

COUNT = 36


def reconstructions(images: str, encoder: str, decoder: str, output: str, threads: int) -> None:
    """Write some images that the training did not see, and their reconstructions."""
    store = open_store(images)
    rows = np.flatnonzero(store.read("split") == VALIDATION)[:COUNT]
    originals = store.take("images", rows)
    decoded = reconstruct(originals, encoder, decoder, threads)
    files.write_arrays(output, originals=originals, decoded=decoded)


if __name__ == "__main__":
    with job(snakemake):
        reconstructions(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            output=snakemake.output.images,
            threads=snakemake.threads,
        )
