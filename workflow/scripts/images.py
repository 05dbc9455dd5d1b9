"""Put the images of all shards together: one store, its manifest, and tables of what is in it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import attributes, files, images, labels, seeding, sources, splits, stores
from zpoints.logs import job, logger


def prepare(
    path: str | None,
    listing: str,
    shards: list[tuple[str, str]],
    manifest: str,
    table: str,
    attributes_table: str,
    skipped: str,
    settings: dict,
    seed: list,
    workers: int,
) -> None:
    """Write the image store, tables of images and attributes, and the manifest.

    `shards` are pairs of a manifest and the records beside it.
    """
    listed = json.loads(Path(listing).read_text(encoding="utf-8"))
    total, origin, left_out = (listed[key] for key in ("total", "origin", "left_out"))
    size, channels, chunk = (settings[key] for key in ("image_size", "channels", "chunk_images"))
    records_of = {stores.store_path(part): found for part, found in shards}
    parts = stores.covering(
        [part for part, _ in shards], listed["covered"], {"listing": listed["listing"]}
    )
    records = images.Records()
    with stores.Writer(
        manifest, "images", ("image", "y", "x", "channel"), (size, size, channels), "uint8", chunk
    ) as store:
        for part in parts:
            room = total - records.count
            records.extend(images.Records.load(records_of[part.path]), room)
            store.adopt(part, min(part.rows, room))
            with files.removing(listing):
                images.check_skipped(records.skipped, total, settings["max_skipped"], path)
        if records.count < total and listed["rest"]:
            logger.info("others make up for %d images", total - records.count)
            source = sources.open_source(settings["source"], path)
            shape = images.Shape.from_config(settings)
            for block in images.blocks(source, listed["rest"], shape, chunk, workers):
                room = total - records.count
                records.add(block, room)
                store.append(block.images[:room])
                with files.removing(listing):
                    images.check_skipped(records.skipped, total, settings["max_skipped"], path)
                if records.count == total:
                    break
        stored, broken = records.table(), records.skipped
        if len(stored) < total:
            logger.warning("%d of %d wanted images could be used", len(stored), total)

        split, partition = split_images(stored, path, settings, seed)
        origin["partition"] = partition and partition.name
        described, known = describe(stored, path, settings)
        origin["attributes"] = known and known.name
        counts = {
            "seen": len(stored) + len(broken),
            "stored": len(stored),
            "skipped": len(broken),
            "other_files": len(left_out),
        }
        if records.digests:
            original = images.duplicates(np.concatenate(records.digests))
            counts["duplicates"] = int((original >= 0).sum())
            stored["duplicate_of"] = pd.array(np.where(original < 0, None, original), "Int64")
            if counts["duplicates"]:
                logger.warning(
                    "%d images are copies of others, byte for byte", counts["duplicates"]
                )
        stored.insert(0, "image", np.arange(len(stored)))
        stored.insert(1, "split", [splits.SPLITS[code] for code in split])
        described.insert(0, "image", np.arange(len(stored)))
        # Tables first: the manifest, which says that all is there, comes last.
        files.write_table(table, stored)
        files.write_table(attributes_table, described)
        rows = sorted([*left_out, *broken], key=lambda row: sources.natural_key(row[0]))
        files.write_table(skipped, pd.DataFrame(rows, columns=["file", "reason"]))
        numbers = np.bincount(split, minlength=len(splits.SPLITS)).tolist()
        store.publish(
            origin=origin,
            counts=counts | dict(zip(splits.SPLITS, numbers, strict=True)),
            columns={"split": split},
        )
    logger.info(
        "%d images stored; %d image files skipped, %d other files left out",
        *(len(stored), len(broken), len(left_out)),
    )


def split_images(
    stored: pd.DataFrame, path: str | None, settings: dict, seed: list
) -> tuple[np.ndarray, Path | None]:
    """Split of every image, and the partition file that it comes from."""
    partition = None
    if settings["source"] == "celeba":
        partition = labels.find(path, labels.PARTITION_FILES)
    if partition is None:
        generator = seeding.generator(*seed, "split")
        return splits.split_at_random(len(stored), settings["validation_share"], generator), None
    logger.info("train, validation and test as in %s", partition)
    return splits.split_by_partition(stored["file"], splits.read_partition(partition)), partition


def describe(
    stored: pd.DataFrame, path: str | None, settings: dict
) -> tuple[pd.DataFrame, Path | None]:
    """Attributes of every image as numbers, and the file that they come from."""
    if settings["source"] == "painted":
        return attributes.from_factors(stored), None
    known = settings["attributes"]
    if known is None and settings["source"] == "celeba":
        known = labels.find(path, labels.ATTRIBUTE_FILES)
    if known in (None, "none"):
        return pd.DataFrame(index=stored.index), None
    table, missing = labels.align(labels.read(known), stored[stored.columns[0]].astype(str))
    if missing:
        logger.warning("%s does not name %d of the images", known, missing)
    for name in table.select_dtypes(exclude="number"):
        if table[name].nunique() > labels.MAX_CATEGORIES:
            logger.warning("attribute %r holds texts of many kinds and is left out", name)
            table = table.drop(columns=name)
    logger.info("%d attributes as in %s", table.shape[1], known)
    return attributes.from_factors(table), Path(known)


if __name__ == "__main__":
    with job(snakemake.log[0], "images"):
        prepare(
            path=snakemake.input.get("source") or None,
            listing=snakemake.input.listing,
            shards=list(zip(snakemake.input.shards, snakemake.input.found, strict=True)),
            manifest=snakemake.output.manifest,
            table=snakemake.output.table,
            attributes_table=snakemake.output.attributes,
            skipped=snakemake.output.skipped,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            workers=snakemake.threads,
        )
