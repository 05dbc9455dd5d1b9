"""Prepare the images of a study: one store, its manifest, and a table of what is in it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import attributes, files, images, seeding, splits, stores
from zpoints.images import Block
from zpoints.logs import Progress, job, logger


def prepare(
    folder: str | None,
    manifest: str,
    table: str,
    attributes_table: str,
    skipped: str,
    settings: dict,
    seed: list,
    workers: int,
) -> None:
    """Write the image store block by block, tables of images and attributes, the manifest."""
    size, channels, chunk = (settings[key] for key in ("image_size", "channels", "chunk_images"))
    partition = None
    if settings["source"] == "painted":
        total = settings["count"]
        blocks = images.painted_blocks(
            seeding.sequence(*seed), total, size, channels, chunk, workers
        )
    else:
        found = images.find_images(folder)
        total = min(len(found), settings["count"] or len(found))
        logger.info("%d image files in %s, %d wanted", len(found), folder, total)
        blocks = images.file_blocks(
            Path(folder), found, size, channels, settings["max_image_megapixels"], chunk, workers
        )
        if settings["source"] == "celeba":
            partition = splits.find_partition(folder)

    tables: list[pd.DataFrame] = []
    left_out: list[tuple[str, str]] = []
    with stores.Writer(
        manifest, "images", ("image", "y", "x", "channel"), (size, size, channels), "uint8", chunk,
        compress=True,
    ) as store:  # fmt: skip
        progress = Progress(total, "images")
        for block in up_to(blocks, total):
            store.append(block.images)
            tables.append(block.table)
            left_out += block.skipped
            progress.update(len(block.images) + len(block.skipped))
        stored = pd.concat(tables, ignore_index=True)
        if partition is None:
            generator = seeding.generator(*seed, "split")
            split = splits.split_at_random(len(stored), settings["validation_share"], generator)
        else:
            logger.info("train, validation and test as in %s", partition)
            split = splits.split_by_partition(stored["file"], splits.read_partition(partition))
        # Files bring no attributes along: their table has the numbers of the images alone.
        factors = stored if settings["source"] == "painted" else stored[[]]
        described = attributes.from_factors(factors)
        for each in (stored, described):
            each.insert(0, "image", np.arange(len(stored)))
        stored.insert(1, "split", [splits.SPLITS[code] for code in split])
        # Tables first: the manifest, which says that all is there, comes last.
        files.write_table(table, stored)
        files.write_table(attributes_table, described)
        files.write_table(skipped, pd.DataFrame(left_out, columns=["file", "reason"]))
        numbers = np.bincount(split, minlength=len(splits.SPLITS)).tolist()
        store.publish(
            origin={"dataset": settings, "partition": partition and partition.name},
            counts={
                "seen": len(stored) + len(left_out),
                "stored": len(stored),
                "skipped": len(left_out),
                **dict(zip(splits.SPLITS, numbers, strict=True)),
            },
            columns={"split": split},
        )
    logger.info("%d images stored, %d files skipped", len(stored), len(left_out))


def up_to(blocks: Iterator[Block], total: int) -> Iterator[Block]:
    """Blocks until `total` images are there: files that are skipped are made up for."""
    stored = 0
    for block in blocks:
        room = total - stored
        yield Block(block.images[:room], block.table[:room], block.skipped)
        stored += min(room, len(block.images))
        if stored == total:
            break


if __name__ == "__main__":
    with job(snakemake.log[0], "images"):
        prepare(
            folder=snakemake.input.folder or None,
            manifest=snakemake.output.manifest,
            table=snakemake.output.table,
            attributes_table=snakemake.output.attributes,
            skipped=snakemake.output.skipped,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            workers=snakemake.threads,
        )
