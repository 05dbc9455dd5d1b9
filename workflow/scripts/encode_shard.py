"""Encode the images of one shard, chunk by chunk."""

import numpy as np

from zpoints import devices, files, inference, stores
from zpoints.errors import StudyError
from zpoints.logs import Progress, job, logger
from zpoints.pixels import to_float
from zpoints.shards import Shard


def encode_shard(
    images: str, encoder: str, manifest: str, settings: dict, shard: Shard, threads: int
) -> None:
    """Write the shard's part of the latent store."""
    store = stores.open_store(images)
    model = inference.load(encoder, threads, settings["provider"])
    first, last = shard.rows(store.rows, settings["chunk_vectors"])
    logger.info("images %d to %d on %s", first, last - 1, model.provider)
    with stores.Writer(
        manifest, "latents", ("image", "component"), model.output_shape, "float32",
        settings["chunk_vectors"],
    ) as latents:  # fmt: skip
        progress = Progress(last - first, "images")
        # Blocks, and so batches, are the same however many shards there are: an image beside
        # others in a batch may get another last digit.
        for start, block in store.blocks("images", (first, last), settings["chunk_vectors"]):
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
            counts={"images": last - first},
            covers=(first, last),
        )


if __name__ == "__main__":
    name = snakemake.wildcards.scatteritem
    with job(snakemake.log[0], f"encode {snakemake.wildcards.case} {name}"):
        # Before ONNX Runtime looks for GPUs.
        devices.claim(snakemake.resources.get("gpu", 0))
        encode_shard(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            manifest=snakemake.output.manifest,
            settings=snakemake.params.settings,
            shard=Shard.named(name),
            threads=snakemake.threads,
        )
