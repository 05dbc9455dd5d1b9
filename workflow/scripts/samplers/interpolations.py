"""Decode straight paths between real images."""

import numpy as np

from zpoints import files, seeding
from zpoints.dataset.shown import shown_rows
from zpoints.logs import job
from zpoints.models import inference
from zpoints.samplers import strips
from zpoints.samplers.ends import differing_pairs
from zpoints.stores.reader import open_store

# The images that other figures show are the candidates.
SHOWN = 36


def interpolations(
    images: str, encoder: str, decoder: str, output: str, seed: list, pairs: int, steps: int
) -> None:
    """Write labels, (rows,), and images, uint8 (rows, steps + 2, size, size, channels)."""
    store = open_store(images)
    shown = store.take("images", shown_rows(store.read("split"), SHOWN, seeding.generator(*seed)))
    real = shown[differing_pairs(shown, pairs).ravel()]
    latents = inference.load(encoder, 1, "cpu").run(real)
    decode = inference.load(decoder, 1, "cpu").decode
    rows = strips.between_images(real, latents, decode, steps)
    files.write_arrays(output, labels=list(rows), images=np.stack(list(rows.values())))


if __name__ == "__main__":
    with job(snakemake):
        interpolations(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            output=snakemake.output.images,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
