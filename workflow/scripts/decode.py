"""Decode latent vectors to images."""

import numpy as np

from zpoints import files, inference
from zpoints.logs import job


def decode(decoder: str, latents: str, images: str, settings: dict, threads: int) -> None:
    """Write the decoded images as uint8 (n, size, size, channels)."""
    model = inference.load(decoder, threads, settings["provider"])
    decoded = model.decode(np.load(latents, allow_pickle=False), settings["batch_size"])
    with files.replacing(images) as temporary:
        np.save(temporary, decoded, allow_pickle=False)


if __name__ == "__main__":
    with job(snakemake.log[0], f"decode {snakemake.wildcards.case} {snakemake.wildcards.sampler}"):
        decode(
            decoder=snakemake.input.decoder,
            latents=snakemake.input.latents,
            images=snakemake.output.images,
            settings=snakemake.params.settings,
            threads=snakemake.threads,
        )
