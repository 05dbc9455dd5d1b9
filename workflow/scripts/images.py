"""Prepare the images of a study: one store, its manifest, and tables of what is in it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import attributes, files, images, labels, seeding, sources, splits, stores
from zpoints.errors import StudyError
from zpoints.images import Block
from zpoints.logs import Progress, job, logger


def prepare(
    path: str | None,
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
    origin = {"dataset": settings}
    left_out: list[tuple[str, str]] = []
    if settings["source"] == "painted":
        total = settings["count"]
        blocks = images.painted_blocks(
            seeding.sequence(*seed), total, size, channels, chunk, workers
        )
    else:
        source = sources.open_source(settings["source"], path)
        if isinstance(source, sources.Archive):
            origin |= check_archive(source, settings)
        total, blocks, left_out = read_source(source, settings, seed, workers)

    tables: list[pd.DataFrame] = []
    digests: list[np.ndarray] = []
    broken: list[tuple[str, str]] = []
    with stores.Writer(
        manifest, "images", ("image", "y", "x", "channel"), (size, size, channels), "uint8", chunk
    ) as store:
        progress = Progress(total, "images")
        for block in up_to(blocks, total):
            store.append(block.images)
            tables.append(block.table)
            digests += [] if block.digests is None else [block.digests]
            broken += block.skipped
            check_skipped(broken, total, settings["max_skipped"], path)
            progress.update(len(block.images))
        stored = pd.concat(tables, ignore_index=True)
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
        if digests:
            original = images.duplicates(np.concatenate(digests))
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


def read_source(
    source: sources.Folder | sources.Archive | sources.Array,
    settings: dict,
    seed: list,
    workers: int,
) -> tuple[int, Iterator[Block], list[tuple[str, str]]]:
    """Number of images wanted, their blocks, and files that are left out from the start."""
    shape = images.Shape(
        settings["image_size"],
        settings["channels"],
        images.CENTRE if settings["crop"] == "centre" else tuple(settings["crop"]),
        settings["max_image_megapixels"],
        settings["min_image_side"],
        int(settings["max_file_megabytes"] * 1e6),
    )
    chunk = settings["chunk_images"]
    if isinstance(source, sources.Array):
        found = source.shape[0]
        total = min(found, settings["count"] or found)
        rows = chosen(found, total, settings["subset"], seed)[:total]
        logger.info("%d images in %s, %d wanted", found, source.path, total)
        return total, images.array_blocks(source, np.sort(rows), shape, chunk, workers), []
    listing = source.list()
    found = len(listing.files)
    total = min(found, settings["count"] or found)
    order = chosen(found, total, settings["subset"], seed)
    logger.info("%d image files in %s, %d wanted", found, source.path, total)
    blocks = images.file_blocks(source, [listing.files[k] for k in order], shape, chunk, workers)
    return total, blocks, listing.left_out


def chosen(found: int, wanted: int, subset: str, seed: list) -> np.ndarray:
    """Numbers of the candidates in the order of their use.

    First those that are wanted, in natural order; then others, which make up for what cannot be
    used.
    """
    if subset == "first" or wanted == found:
        return np.arange(found)
    order = seeding.generator(*seed, "subset").permutation(found)
    return np.concatenate([np.sort(order[:wanted]), order[wanted:]])


def check_archive(archive: sources.Archive, settings: dict) -> dict:
    """MD5 of an archive, for the manifest; compared with what it must be."""
    expected = settings["md5"]
    if expected is None and settings["source"] == "celeba":
        expected = sources.CELEBA_MD5
    found = archive.md5()
    if expected in (None, "any"):
        logger.info("%s has MD5 %s, which was not compared", archive.path, found)
        return {"md5": found, "md5_compared": False}
    if found != expected:
        raise StudyError(
            f"{archive.path} has MD5 {found}, not {expected}: it is incomplete or another archive; "
            "download it again, or set dataset.md5 to 'any' to use it as it is."
        )
    logger.info("%s has the MD5 that it must have", archive.path)
    return {"md5": found, "md5_compared": True}


def check_skipped(
    skipped: list[tuple[str, str]], total: int, share: float, path: str | None
) -> None:
    """Stop once more files are broken than the config bears."""
    if len(skipped) > share * total:
        first = "; ".join(f"{file}: {reason}" for file, reason in skipped[:5])
        raise StudyError(
            f"{len(skipped)} image files of {path} cannot be used, more than dataset.max_skipped = "
            f"{share:g} of the {total} wanted; the first are {first}. Mend or remove them, or "
            "raise dataset.max_skipped."
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


def up_to(blocks: Iterator[Block], total: int) -> Iterator[Block]:
    """Blocks until `total` images are there: files that are skipped are made up for."""
    stored = 0
    for block in blocks:
        room = total - stored
        digests = None if block.digests is None else block.digests[:room]
        yield Block(block.images[:room], block.table[:room], block.skipped, digests)
        stored += min(room, len(block.images))
        if stored == total:
            break


if __name__ == "__main__":
    with job(snakemake.log[0], "images"):
        prepare(
            path=snakemake.input.get("source") or None,
            manifest=snakemake.output.manifest,
            table=snakemake.output.table,
            attributes_table=snakemake.output.attributes,
            skipped=snakemake.output.skipped,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            workers=snakemake.threads,
        )
