"""Read or paint the images of one shard."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zpoints import files, seeding
from zpoints.dataset.blocks import Records, painted_blocks, source_blocks
from zpoints.dataset.decoding import Shape
from zpoints.dataset.preparation import check_skipped, image_writer
from zpoints.dataset.sources import open_source
from zpoints.logs import Progress, job


def images_shard(
    share: str | Path,
    listing: str | Path,
    manifest: str | Path,
    records: str | Path,
    seed: Sequence,
    workers: int,
    path: str | None,
    source: str,
    max_skipped: float,
    chunk_images: int,
    **settings: Any,
) -> None:
    """Write the shard's part of the image store, and what is known of its images.

    With too many broken images `listing` is removed: the next run lists what is there by then.
    """
    content = json.loads(Path(share).read_text(encoding="utf-8"))
    first, last = content["covers"]
    shape = Shape.of(**settings)
    if source == "painted":
        size, channels, seeds = shape.image_size, shape.channels, seeding.sequence(*seed)
        blocks = painted_blocks(seeds, (first, last), size, channels, chunk_images, workers)
    else:
        opened = open_source(source, path)
        blocks = source_blocks(opened, content["candidates"], shape, chunk_images, workers)
    known, progress = Records(), Progress(last - first, "images")
    with image_writer(manifest, shape, chunk_images) as writer:
        for block in blocks:
            writer.append(block.images)
            known.add(block)
            check_skipped(content["total"], max_skipped, path, listing, known.skipped)
            progress.update(len(block.images) + len(block.skipped))
        known.save(records)
        origin, counts = {"listing": content["listing"]}, {"images": writer.rows}
        writer.publish(origin=origin, counts=counts, covers=(first, last))


if __name__ == "__main__":
    with job(snakemake):
        # A job on storage of its own has the source elsewhere than the config says.
        path = files.optional(snakemake.input.get("source"))
        images_shard(
            share=Path(snakemake.input.lists) / f"{snakemake.wildcards.scatteritem}.json",
            listing=snakemake.input.listing,
            manifest=snakemake.output.manifest,
            records=snakemake.output.records,
            seed=snakemake.params.seed,
            workers=snakemake.threads,
            **snakemake.params.settings | {"path": path},
        )
