"""Put the images of all shards together: one store, its manifest, and tables of what is in it."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from zpoints import files, seeding
from zpoints.dataset import preparation
from zpoints.dataset.blocks import source_blocks
from zpoints.dataset.decoding import Shape
from zpoints.dataset.sources import open_source
from zpoints.logs import job, logger

SUMMARY = (
    "%(stored)d images stored; "
    "%(skipped)d image files skipped, %(other_files)d other files left out"
)


def images(
    listing: str | Path,
    parts: Mapping[str | Path, str | Path],
    manifest: str | Path,
    tables: Mapping[str, str | Path],
    seed: Sequence,
    workers: int,
    path: str | None,
    source: str,
    attributes: str | None,
    validation_share: float,
    max_skipped: float,
    chunk_images: int,
    **settings: Any,
) -> None:
    """Write the image store, the `tables` "images", "attributes" and "skipped", and the manifest.

    `parts` are the manifests of the shards, each with the records beside it.
    """
    content = json.loads(Path(listing).read_text(encoding="utf-8"))
    total, shape = content["total"], Shape.of(**settings)
    check = partial(preparation.check_skipped, total, max_skipped, path, listing)
    shards = preparation.open_parts(parts, content["covered"], content["listing"])
    with preparation.image_writer(manifest, shape, chunk_images) as writer:
        records = preparation.join(writer, shards, total, check)
        if records.count < total and content["rest"]:
            rest, opened = content["rest"], open_source(source, path)
            blocks = source_blocks(opened, rest, shape, chunk_images, workers)
            preparation.make_up(writer, records, blocks, total, check)
        left_out, generator = content["left_out"], seeding.generator(*seed, "split")
        description = preparation.describe(
            records, total, left_out, source, path, attributes, validation_share, generator
        )
        # Tables first: the manifest, which says that all is there, comes last.
        for name, table in description.tables.items():
            files.write_table(tables[name], table)
        origin, columns = content["origin"] | description.files, {"split": description.split}
        writer.publish(origin, description.counts, columns)
    logger.info(SUMMARY, description.counts)


if __name__ == "__main__":
    with job(snakemake):
        # A job on storage of its own has the source elsewhere than the config says.
        path = files.optional(snakemake.input.get("source"))
        images(
            listing=snakemake.input.listing,
            parts=dict(zip(snakemake.input.shards, snakemake.input.records, strict=True)),
            manifest=snakemake.output.manifest,
            tables={
                "images": snakemake.output.table,
                "attributes": snakemake.output.attributes,
                "skipped": snakemake.output.skipped,
            },
            seed=snakemake.params.seed,
            workers=snakemake.threads,
            **snakemake.params.settings | {"path": path},
        )
