"""Blocks of uniform images from any source, and records of what is known of each image."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd
from PIL import Image

from zpoints import files, parallel
from zpoints.dataset.arrays import Array
from zpoints.dataset.decoding import Shape, decode, one_line
from zpoints.dataset.image_files import Archive, Folder
from zpoints.dataset.painted.factors import draw_factors
from zpoints.dataset.painted.painting import paint
from zpoints.dataset.sources import Source


@dataclass(frozen=True)
class Block:
    """Some images in the study's order.

    images: uint8 (n, size, size, channels). table: one row an image: its file, its row in an array,
    or its factors. skipped: (file, reason) of the candidates of this block that cannot be used.
    digests: uint8 (n, 16) of what each image was read from, equal for equal files; None for painted
    images.
    """

    images: np.ndarray
    table: pd.DataFrame
    skipped: list[tuple[str, str]] = field(default_factory=list)
    digests: np.ndarray | None = None


class Records:
    """What is known of images whose pixels are stored already, in their order."""

    def __init__(self) -> None:
        """Start with no image."""
        self.count = 0
        self.tables: list[pd.DataFrame] = []
        self.digests: list[np.ndarray] = []
        self.skipped: list[tuple[str, str]] = []

    def add(self, block: Block, room: int | None = None) -> None:
        """Add a block; of its images no more than there is `room` for, all if None."""
        self.tables.append(block.table[:room])
        if block.digests is not None:
            self.digests.append(block.digests[:room])
        self.skipped += block.skipped
        self.count += len(self.tables[-1])

    def extend(self, other: "Records", room: int) -> None:
        """Add other records; of their images no more than there is `room` for."""
        digests = np.concatenate(other.digests) if other.digests else None
        self.add(Block(np.empty(0), other.table(), other.skipped, digests), room)

    def table(self) -> pd.DataFrame:
        """One row an image."""
        return pd.concat(self.tables, ignore_index=True) if self.tables else pd.DataFrame()

    def save(self, path: str | Path) -> None:
        """Write an npz file without pickles, which `load` reads."""
        arrays = {"skipped": np.array(self.skipped, str).reshape(-1, 2)}
        if self.digests:
            arrays["digests"] = np.concatenate(self.digests)
        for name, column in self.table().items():
            if isinstance(column.dtype, pd.CategoricalDtype):
                # All categories: also those that only images of other shards have.
                arrays[f"categories {name}"] = column.cat.categories.to_numpy(str)
                column = column.cat.codes
            values = column.to_numpy()
            arrays[f"column {name}"] = values.astype(str) if values.dtype == object else values
        files.write_arrays(path, **arrays)

    @classmethod
    def load(cls, path: str | Path) -> "Records":
        """Records that `save` wrote."""
        arrays = files.read_arrays(path)
        columns: dict[str, Any] = {}
        for key, values in arrays.items():
            kind, _, name = key.partition(" ")
            if kind == "column":
                columns[name] = values
                if (categories := arrays.get(f"categories {name}")) is not None:
                    columns[name] = pd.Categorical.from_codes(values, categories)
        skipped = [(file, reason) for file, reason in arrays["skipped"].tolist()]
        records = cls()
        records.add(Block(np.empty(0), pd.DataFrame(columns), skipped, arrays.get("digests")))
        return records


def duplicates(digests: np.ndarray) -> np.ndarray:
    """For each image the number of the first one with the same digest, -1 where it is the first.

    Args:
        digests: uint8 (n, 16).

    Returns:
        int64 (n,).
    """
    _, first, group = np.unique(digests, axis=0, return_index=True, return_inverse=True)
    original = first[group.ravel()]
    return np.where(original == np.arange(len(digests)), -1, original)


def source_blocks(
    source: Source,
    candidates: Sequence[Any],
    shape: Shape,
    block: int,
    workers: int,
) -> Iterator[Block]:
    """Blocks of images of any source.

    Args:
        source: source of the images.
        candidates: names of files, or ascending rows of an array.
        shape: shape of the images.
        block: candidates, or rows of the array, that are read together.
        workers: threads; the result does not depend on them.
    """
    if isinstance(source, Array):
        yield from array_blocks(source, np.array(candidates, np.int64), shape, block, workers)
    else:
        yield from file_blocks(source, candidates, shape, block, workers)


def file_blocks(
    source: Folder | Archive, names: Sequence[str], shape: Shape, block: int, workers: int
) -> Iterator[Block]:
    """Blocks of images read from files; unreadable ones are named in `skipped`.

    Args:
        source: where the files lie.
        names: names of files of the source, in order.
        shape: shape of the images.
        block: files for one block.
        workers: threads; the result does not depend on them.
    """
    groups = [names[start : start + block] for start in range(0, len(names), block)]
    # Threads, not processes: reading, decoding, resizing and digests release Python's lock, and
    # pixels need not be sent from one process to another.
    yield from parallel.threaded(partial(_read_block, source, shape), groups, workers)


def array_blocks(
    source: Array, rows: np.ndarray, shape: Shape, block: int, workers: int
) -> Iterator[Block]:
    """Blocks of the images of an array, whose rows are numbered in the column `row`.

    Args:
        source: the array.
        rows: numbers of the wanted rows, ascending.
        shape: shape of the images.
        block: rows of the array that are read together.
        workers: threads; the result does not depend on them.
    """
    if not len(rows):
        return
    first, last = int(rows[0]) // block * block, int(rows[-1]) + 1
    ends = np.searchsorted(rows, range(first + block, last + block, block))
    pieces = (
        (wanted, pixels[wanted % block])
        for wanted, pixels in zip(
            np.split(rows, ends[:-1]), source.blocks(block, first, last), strict=True
        )
        if len(wanted)
    )
    yield from parallel.threaded(partial(_fit_block, shape), pieces, workers)


def painted_blocks(
    seed: int | np.random.SeedSequence,
    rows: tuple[int, int],
    image_size: int,
    channels: int,
    block: int,
    workers: int,
) -> Iterator[Block]:
    """Blocks of painted faces; image k depends on the seed and on k alone.

    Args:
        seed: seed of the factors.
        rows: the first image and the one after the last.
        image_size: side in pixels.
        channels: 1 or 3.
        block: images in one block.
        workers: processes; the result does not depend on them.
    """
    starts = range(*rows, block)
    work = partial(_paint_block, seed, rows[1], image_size, channels, block)
    workers = min(workers, len(starts))
    if workers <= 1:
        yield from map(work, starts)
        return
    with parallel.processes(workers) as pool:
        yield from parallel.in_order(pool, work, starts, ahead=2 * workers + 1)


def _read_block(source: Folder | Archive, shape: Shape, names: Sequence[str]) -> Block:
    cv2.setNumThreads(1)  # the workers share the cores among themselves
    images = np.empty((len(names), shape.image_size, shape.image_size, shape.channels), np.uint8)
    kept: list[str] = []
    digests: list[np.ndarray] = []
    skipped: list[tuple[str, str]] = []
    for file in names:
        try:
            data = source.read(file, shape.max_file_bytes)
            images[len(kept)] = decode(data, shape)
        except ValueError as error:
            skipped.append((file, one_line(error)))
            continue
        kept.append(file)
        digests.append(_digest(data))
    table = pd.DataFrame({"file": kept})
    return Block(images[: len(kept)], table, skipped, _stacked(digests))


def _fit_block(shape: Shape, piece: tuple[np.ndarray, np.ndarray]) -> Block:
    cv2.setNumThreads(1)  # as in `_read_block`
    rows, pixels = piece
    digests = _stacked([_digest(image) for image in pixels])
    if pixels.shape[-1] != shape.channels:
        modes = ("L", "RGB") if shape.channels == 3 else ("RGB", "L")
        pixels = np.stack(
            [
                np.asarray(Image.fromarray(image.squeeze(), modes[0]).convert(modes[1]))
                for image in pixels
            ]
        ).reshape(*pixels.shape[:3], shape.channels)
    images = np.stack([shape.fit(image) for image in pixels])
    return Block(images, pd.DataFrame({"row": rows}), digests=digests)


def _paint_block(
    seed: int | np.random.SeedSequence,
    last: int,
    image_size: int,
    channels: int,
    block: int,
    start: int,
) -> Block:
    factors = draw_factors(seed, start, min(start + block, last))
    images = paint(factors, image_size)
    if channels == 1:
        grey = [np.asarray(Image.fromarray(image).convert("L")) for image in images]
        images = np.stack(grey)[..., None]
    return Block(images, factors)


def _digest(data: Any) -> np.ndarray:
    """Half of the SHA-256 of bytes, or of those of an array: uint8 (16,)."""
    return np.frombuffer(hashlib.sha256(data).digest()[:16], np.uint8)


def _stacked(digests: list[np.ndarray]) -> np.ndarray:
    return np.stack(digests) if digests else np.empty((0, 16), np.uint8)
