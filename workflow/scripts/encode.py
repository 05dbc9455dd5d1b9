"""Encode every image of the store, chunk by chunk."""

import numpy as np

from zpoints import files, inference, stores
from zpoints.errors import StudyError
from zpoints.logs import Progress, job, logger
from zpoints.pixels import to_float


def encode(images: str, encoder: str, manifest: str, settings: dict, threads: int) -> None:
    """Write the latent store."""
    store = stores.open_store(images)
    model = inference.load(encoder, threads, settings["provider"])
    logger.info("%d images on %s with %d threads", store.rows, model.provider, threads)
    with stores.Writer(
        manifest, "latents", ("image", "component"), model.output_shape, "float32",
        settings["chunk_vectors"],
    ) as latents:  # fmt: skip
        progress = Progress(store.rows, "images")
        for start, block in store.blocks("images"):
            vectors = model.run(to_float(block), settings["batch_size"])
            if not np.isfinite(vectors).all():
                raise StudyError(
                    f"{encoder} gives values that are not finite for images {start} to "
                    f"{start + len(block) - 1}; lower training.learning_rate and train again, or "
                    "bring another model."
                )
            latents.append(vectors)
            progress.update(len(block))
        latents.publish(
            origin={"images": store.digest("images"), "encoder": files.digest(encoder)},
            counts={"images": store.rows},
        )


if __name__ == "__main__":
    with job(snakemake.log[0], f"encode {snakemake.wildcards.case}"):
        encode(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            manifest=snakemake.output.manifest,
            settings=snakemake.params.settings,
            threads=snakemake.threads,
        )
