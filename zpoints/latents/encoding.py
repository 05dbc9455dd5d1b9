"""Encode images into a store of latent vectors, shard by shard."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.errors import StudyError
from zpoints.logs import Progress, logger
from zpoints.models.inference import Model
from zpoints.shards import Shard
from zpoints.stores.reader import Store, covering
from zpoints.stores.writer import Writer


def encode_shard(
    images: Store,
    encoder: Model,
    manifest: str | Path,
    shard: Shard,
    batch_size: int,
    chunk_vectors: int,
) -> None:
    """Write the latent vectors of the images of a shard as a part of the store.

    Args:
        images: array "images", uint8.
        encoder: images to latent vectors.
        manifest: of the part, to be written with its store.
        shard: one of all shards.
        batch_size: images in one call of the encoder.
        chunk_vectors: vectors in a chunk of the store; shards end where chunks do.

    Raises:
        StudyError: the encoder gives values that are not finite, or takes other images.
    """
    first, last = shard.rows(images.rows, chunk_vectors)
    logger.info("images %d to %d on %s", first, last - 1, encoder.provider)
    with _writer(manifest, encoder.output_shape, chunk_vectors) as latents:
        progress = Progress(last - first, "images")
        # Blocks, and so batches, are the same for any number of shards: an image beside others in a
        # batch may get another last digit.
        for start, block in images.blocks("images", (first, last), chunk_vectors):
            vectors = encoder.run(block, batch_size)
            if not np.isfinite(vectors).all():
                raise StudyError(
                    f"{encoder.path} gives values that are not finite for images {start} to "
                    f"{start + len(block) - 1}; lower training.learning_rate and train again, or "
                    "bring another model."
                )
            latents.append(vectors)
            progress.update(len(block))
        latents.publish(
            origin=_origin(images, encoder.path),
            counts={"images": last - first},
            covers=(first, last),
        )


def join_shards(
    images: Store,
    encoder: str | Path,
    shards: Sequence[str | Path],
    manifest: str | Path,
    chunk_vectors: int,
) -> None:
    """Write the store of all latent vectors, the same as if there were no shards.

    Args:
        images: array "images", uint8.
        encoder: path of the ONNX file that the shards were encoded with.
        shards: manifests of the parts that `encode_shard` wrote, in any order.
        manifest: of the store, to be written with it.
        chunk_vectors: vectors in a chunk of the store.

    Raises:
        StudyError: a part is damaged or of other images or another encoder; images are missing or
            there more than once.
    """
    origin = _origin(images, encoder)
    parts = covering(shards, images.rows, origin)
    logger.info("%d shards hold all %d images", len(parts), images.rows)
    with _writer(manifest, parts[0].row_shape("latents"), chunk_vectors) as latents:
        progress = Progress(images.rows, "images")
        for part in parts:
            latents.append_part(part)
            progress.update(part.rows)
        latents.publish(origin=origin, counts={"images": images.rows})


def _writer(manifest: str | Path, row_shape: Sequence[int], chunk_vectors: int) -> Writer:
    dimensions = ("image", "component")
    return Writer(manifest, "latents", dimensions, row_shape, "float32", chunk_vectors)


def _origin(images: Store, encoder: str | Path) -> Mapping[str, str]:
    """Digests of the images and the encoder, which a store of latent vectors keeps."""
    return {"images": images.digest("images"), "encoder": files.digest(encoder)}
