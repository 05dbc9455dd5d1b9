"""From blocks of images to one store, and tables of what is in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from zpoints.dataset import attribute_files, attributes, splits
from zpoints.dataset.blocks import Block, Records, duplicates
from zpoints.dataset.decoding import Shape
from zpoints.dataset.image_files import natural_key
from zpoints.errors import StudyError
from zpoints.logs import logger
from zpoints.stores.reader import Store, covering, store_path
from zpoints.stores.writer import Writer

Skipped = Sequence[tuple[str, str]]  # files and the reasons why they are not used


def image_writer(manifest: str | Path, shape: Shape, chunk_images: int) -> Writer:
    """Writer of a store of images, uint8 (n, image_size, image_size, channels)."""
    row = (shape.image_size, shape.image_size, shape.channels)
    dimensions = ("image", "y", "x", "channel")
    return Writer(manifest, "images", dimensions, row, "uint8", chunk_images)


def check_skipped(
    total: int, max_skipped: float, path: str | None, listing: str | Path, skipped: Skipped
) -> None:
    """Stop once more files are broken than a config allows.

    Args:
        total: number of images wanted.
        max_skipped: share of them that may be broken.
        path: path of the source, for the message.
        listing: list of the images, which is removed then: the next run lists what is there now.
        skipped: files that cannot be used, with reasons.

    Raises:
        StudyError: too many are broken; it names the first of them.
    """
    if len(skipped) > max_skipped * total:
        Path(listing).unlink(missing_ok=True)
        first = "; ".join(f"{file}: {reason}" for file, reason in skipped[:5])
        raise StudyError(
            f"{len(skipped)} image files of {path} cannot be used, more than dataset.max_skipped = "
            f"{max_skipped:g} of the {total} wanted; the first are {first}. Mend or remove them, "
            "or raise dataset.max_skipped."
        )


def open_parts(
    parts: Mapping[str | Path, str | Path], covered: int, listing: str
) -> list[tuple[Store, str | Path]]:
    """Open the stores of all shards, in order.

    Args:
        parts: manifest of each shard, and its records.
        covered: number of candidates that all shards together looked at.
        listing: digest of the listing that they were made from.

    Returns:
        Store and records of each shard.

    Raises:
        StudyError: a store is damaged, missing, there twice, or made from another listing.
    """
    records = {store_path(manifest): path for manifest, path in parts.items()}
    stores = covering(list(parts), covered, {"listing": listing})
    return [(store, records[store.path]) for store in stores]


def join(
    writer: Writer,
    parts: Iterable[tuple[Store, str | Path]],
    total: int,
    check: Callable[[Skipped], None],
) -> Records:
    """Append the images of all shards to a store, no more than are wanted.

    Args:
        writer: writer of the store.
        parts: store and records of each shard, in order.
        total: number of images wanted.
        check: stops if too many files are skipped.

    Returns:
        What is known of the images that were appended.
    """
    records = Records()
    for part, path in parts:
        room = total - records.count
        records.extend(Records.load(path), room)
        writer.append_part(part, min(part.rows, room))
        check(records.skipped)
    return records


def make_up(
    writer: Writer,
    records: Records,
    blocks: Iterable[Block],
    total: int,
    check: Callable[[Skipped], None],
) -> None:
    """Append further images in the place of those that cannot be used, until there are enough.

    Args:
        writer: writer of the store.
        records: what is known of its images; what is known of further ones is added.
        blocks: blocks of further images, read as they are needed.
        total: number of images wanted.
        check: stops if too many files are skipped.
    """
    logger.info("others make up for %d images", total - records.count)
    for block in blocks:
        room = total - records.count
        records.add(block, room)
        writer.append(block.images[:room])
        check(records.skipped)
        if records.count == total:
            break


@dataclass(frozen=True)
class Description:
    """All that is known of the images of a store, beside their pixels.

    tables: "images", one row an image with its number, its split, its file, row or factors, and
    the number of the image that it is a copy of; "attributes", one row an image, numbers only;
    "skipped", file and reason of what is not used. split: uint8 (n,). counts: numbers for people.
    files: names of the partition and attribute files, None where none is used.
    """

    tables: dict[str, pd.DataFrame]
    split: np.ndarray
    counts: dict[str, int]
    files: dict[str, str | None]


def describe(
    records: Records,
    total: int,
    left_out: Skipped,
    source: str,
    path: str | None,
    attribute_file: str | None,
    validation_share: float,
    generator: np.random.Generator,
) -> Description:
    """Describe the images of a store: their splits, attributes and copies, with counts.

    Args:
        records: what is known of each image, in the order of the store.
        total: number of images wanted.
        left_out: files of the source that are no images, with reasons.
        source: kind of the source, as the config names it.
        path: path of the source; CelebA's own files are searched for there.
        attribute_file: as in `find_attributes`.
        validation_share: share of the images for validation, without a partition file.
        generator: of random numbers, for a split at random.

    Raises:
        StudyError: a partition or attribute file is broken or does not fit.
    """
    images = records.table()
    if len(images) < total:
        logger.warning("%d of %d wanted images could be used", len(images), total)
    split, partition = split_images(images, source, path, validation_share, generator)
    table, known = find_attributes(images, source, path, attribute_file)
    counts = {
        "seen": len(images) + len(records.skipped),
        "stored": len(images),
        "skipped": len(records.skipped),
        "other_files": len(left_out),
    }
    if records.digests:
        counts["duplicates"] = _mark_copies(images, np.concatenate(records.digests))
    images.insert(0, "image", np.arange(len(images)))
    images.insert(1, "split", [splits.SPLITS[code] for code in split])
    table.insert(0, "image", np.arange(len(images)))
    unused = sorted([*left_out, *records.skipped], key=lambda row: natural_key(row[0]))
    tables = {
        "images": images,
        "attributes": table,
        "skipped": pd.DataFrame(unused, columns=["file", "reason"]),
    }
    of_split = np.bincount(split, minlength=len(splits.SPLITS)).tolist()
    counts |= dict(zip(splits.SPLITS, of_split, strict=True))
    names = {
        "partition": partition.name if partition else None,
        "attributes": known.name if known else None,
    }
    return Description(tables, split, counts, names)


def _mark_copies(images: pd.DataFrame, digests: np.ndarray) -> int:
    """Add the column `duplicate_of`; number of images that are copies of others."""
    original = duplicates(digests)
    images["duplicate_of"] = pd.Series(original, dtype="Int64").mask(original < 0)
    copies = int((original >= 0).sum())
    if copies:
        logger.warning("%d images are copies of others, byte for byte", copies)
    return copies


def split_images(
    images: pd.DataFrame,
    source: str,
    path: str | None,
    validation_share: float,
    generator: np.random.Generator,
) -> tuple[np.ndarray, Path | None]:
    """Split of every image, and the partition file that it comes from.

    Arguments and errors are those of `describe`; `images` has one row an image.
    """
    partition = None
    if source == "celeba" and path is not None:
        partition = attribute_files.find(path, attribute_files.PARTITION_FILES)
    if partition is None:
        return splits.split_at_random(len(images), validation_share, generator), None
    logger.info("train, validation and test as in %s", partition)
    return splits.split_by_partition(images["file"], splits.read_partition(partition)), partition


def find_attributes(
    images: pd.DataFrame, source: str, path: str | None, attribute_file: str | Path | None
) -> tuple[pd.DataFrame, Path | None]:
    """Attributes of every image as numbers, and the file that they come from.

    Args:
        images: one row an image: its factors, or in the first column its file or row.
        source: kind of the source, as the config names it.
        path: path of the source.
        attribute_file: path of a table, "none" for no attributes, None for CelebA's own table where
            there is one.

    Raises:
        StudyError: the table is broken or does not name the images.
    """
    if source == "painted":
        return attributes.from_factors(images), None
    if attribute_file is None and source == "celeba" and path is not None:
        attribute_file = attribute_files.find(path, attribute_files.ATTRIBUTE_FILES)
    if attribute_file is None or attribute_file == "none":
        return pd.DataFrame(index=images.index), None
    names = images[images.columns[0]].astype(str)
    table, missing = attribute_files.align(attribute_files.read(attribute_file), names)
    if missing:
        logger.warning("%s does not name %d of the images", attribute_file, missing)
    for name in table.select_dtypes(exclude="number"):
        if table[name].nunique() > attribute_files.MAX_CATEGORIES:
            logger.warning("attribute %r holds texts of many kinds and is left out", name)
            table = table.drop(columns=name)
    logger.info("%d attributes as in %s", table.shape[1], attribute_file)
    return attributes.from_factors(table), Path(attribute_file)
