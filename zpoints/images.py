"""From painted factors, image files or arrays to uniform uint8 images, block by block."""

import hashlib
import io
import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd
import simplejpeg
from PIL import Image, ImageOps, UnidentifiedImageError

from zpoints import files, parallel, synthetic
from zpoints.errors import StudyError
from zpoints.formats import FORMATS
from zpoints.sources import Archive, Array, Folder

# Pillow's own limit for pixels, and its warning below that, give way to `Shape.check`, which knows
# the study's limit and names it.
Image.MAX_IMAGE_PIXELS = None

CENTRE = (0.0, 0.0, 1.0, 1.0)
# How the pixels of a JPEG must be turned for each value of EXIF's orientation.
TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: np.rot90,
}


@dataclass(frozen=True)
class Shape:
    """What all images of a study are brought to, and which are refused.

    image_size: side in pixels. channels: 1 or 3. crop: left, top, right and bottom of a box in
    shares of width and height, whose central square is taken. max_megapixels: larger images (in
    10^6 pixels) are refused before they are decoded. min_side: the same for a shorter side with
    fewer pixels. max_file_bytes: larger files are not read.
    """

    image_size: int
    channels: int
    crop: tuple[float, float, float, float] = CENTRE
    max_megapixels: float = 100
    min_side: int = 1
    max_file_bytes: int = 10**8

    @classmethod
    def from_config(cls, dataset: Mapping[str, Any]) -> "Shape":
        """What the checked `dataset` of a config asks for."""
        return cls(
            dataset["image_size"],
            dataset["channels"],
            CENTRE if dataset["crop"] == "centre" else tuple(dataset["crop"]),
            dataset["max_image_megapixels"],
            dataset["min_image_side"],
            int(dataset["max_file_megabytes"] * 1e6),
        )

    def square(self, width: int, height: int) -> tuple[int, int, int]:
        """Left, top and side of the square that is cut out of an image, in whole pixels."""
        left, top, right, bottom = (
            round(share * extent)
            for share, extent in zip(self.crop, (width, height) * 2, strict=True)
        )
        # A box of less than a pixel still holds one.
        left, top = min(left, width - 1), min(top, height - 1)
        across, down = max(right - left, 1), max(bottom - top, 1)
        side = min(across, down)
        return left + (across - side) // 2, top + (down - side) // 2, side

    def check(self, width: int, height: int) -> None:
        """Raise ValueError with the reason if an image of this size is not used."""
        if width * height > self.max_megapixels * 1e6:
            raise ValueError(
                f"{width}x{height} pixels are more than {self.max_megapixels:g} million "
                "(dataset.max_image_megapixels)"
            )
        if min(width, height) < self.min_side:
            raise ValueError(
                f"{width}x{height} pixels, but no side may have less than {self.min_side} "
                "(dataset.min_image_side)"
            )

    def fit(self, pixels: np.ndarray) -> np.ndarray:
        """Cut the square out of uint8 (height, width, channels) and resize it.

        Shrinking averages areas: below a factor of 2 bilinear values at twice the wanted size, by
        fours. Enlarging is bicubic.

        Returns:
            uint8 (image_size, image_size, channels).
        """
        left, top, side = self.square(pixels.shape[1], pixels.shape[0])
        square = np.ascontiguousarray(pixels[top : top + side, left : left + side])
        size = self.image_size
        if size < side < 2 * size:
            # As free of aliases as INTER_AREA with its fractions of pixels, and twice as fast.
            square = cv2.resize(square, (2 * size, 2 * size), interpolation=cv2.INTER_LINEAR)
            side = 2 * size
        if side != size:
            method = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
            square = cv2.resize(square, (size, size), interpolation=method)
        return square.reshape(size, size, self.channels)


@dataclass(frozen=True)
class Block:
    """Some images in the study's order.

    images: uint8 (n, size, size, channels); table: one row an image (file name, row or factors);
    skipped: (file, reason) of what was left out among the same candidates; digests: uint8 (n, 16)
    of what each image was read from, equal for equal files; none for painted images.
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
        """Add a block, but of its images no more than there is `room` for."""
        self.tables.append(block.table[:room])
        if block.digests is not None:
            self.digests.append(block.digests[:room])
        self.skipped += block.skipped
        self.count += len(self.tables[-1])

    def extend(self, other: "Records", room: int) -> None:
        """Add what other records hold, but of their images no more than there is `room` for."""
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
                # Also those that no image here is of.
                arrays[f"categories {name}"] = column.cat.categories.to_numpy(str)
                column = column.cat.codes
            values = column.to_numpy()
            arrays[f"column {name}"] = values.astype(str) if values.dtype == object else values
        with files.replacing(path) as temporary:
            np.savez(temporary, **arrays)

    @classmethod
    def load(cls, path: str | Path) -> "Records":
        """Records that `save` wrote."""
        records = cls()
        with np.load(path, allow_pickle=False) as saved:
            columns: dict[str, Any] = {}
            for key in saved.files:
                kind, _, name = key.partition(" ")
                if kind == "column":
                    columns[name] = saved[key]
                    if f"categories {name}" in saved.files:
                        names = saved[f"categories {name}"]
                        columns[name] = pd.Categorical.from_codes(saved[key], names)
            digests = saved["digests"] if "digests" in saved.files else None
            skipped = [tuple(row) for row in saved["skipped"].tolist()]
        records.add(Block(np.empty(0), pd.DataFrame(columns), skipped, digests))
        return records


def check_skipped(
    skipped: Sequence[tuple[str, str]], total: int, share: float, path: str | None
) -> None:
    """Stop once more files are broken than a config bears.

    Args:
        skipped: file and reason of each.
        total: number of images wanted.
        share: of them that may be broken.
        path: of the source, for the message.

    Raises:
        StudyError: there are more, with the first of them.
    """
    if len(skipped) > share * total:
        first = "; ".join(f"{file}: {reason}" for file, reason in skipped[:5])
        raise StudyError(
            f"{len(skipped)} image files of {path} cannot be used, more than dataset.max_skipped = "
            f"{share:g} of the {total} wanted; the first are {first}. Mend or remove them, or "
            "raise dataset.max_skipped."
        )


def blocks(
    source: Folder | Archive | Array,
    candidates: Sequence[str] | Sequence[int],
    shape: Shape,
    block: int,
    workers: int,
) -> Iterator[Block]:
    """Blocks of images of any source.

    Args:
        source: of the images.
        candidates: names of files, or ascending rows of an array.
        shape: of the images.
        block: candidates, or rows of the array, that are looked at together.
        workers: threads; the result does not depend on them.
    """
    if isinstance(source, Array):
        yield from array_blocks(source, np.array(candidates, np.int64), shape, block, workers)
    else:
        yield from file_blocks(source, candidates, shape, block, workers)


def painted_blocks(
    seed: int | np.random.SeedSequence,
    rows: tuple[int, int],
    image_size: int,
    channels: int,
    block: int,
    workers: int,
) -> Iterator[Block]:
    """Blocks of painted faces; image k depends on the seed and k only.

    Args:
        seed: of the factors.
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


def file_blocks(
    source: Folder | Archive, names: Sequence[str], shape: Shape, block: int, workers: int
) -> Iterator[Block]:
    """Blocks of images read from files; unreadable ones are named in `skipped`.

    Args:
        source: where the files lie.
        names: of its files, in order.
        shape: of the images.
        block: files for one block.
        workers: threads; the result does not depend on them.
    """
    groups = [names[start : start + block] for start in range(0, len(names), block)]
    # Threads, not processes: reading, decoding, resizing and digests leave Python's lock to others,
    # and pixels need not be sent from one process to another.
    yield from parallel.threaded(partial(_read_block, source, shape), groups, workers)


def array_blocks(
    source: Array, rows: np.ndarray, shape: Shape, block: int, workers: int
) -> Iterator[Block]:
    """Blocks of the images of an array, whose rows are numbered in the column `row`.

    Args:
        source: the array.
        rows: the wanted ones, ascending.
        shape: of the images.
        block: images that are read at once.
        workers: threads; the result does not depend on them.
    """
    if not len(rows):
        return
    first, last = int(rows[0]) // block * block, int(rows[-1]) + 1
    ends = np.searchsorted(rows, range(first + block, last + block, block))
    read = source.blocks(block, first, last)
    pieces = (
        (wanted, pixels[wanted % block])
        for wanted, pixels in zip(np.split(rows, ends[:-1]), read, strict=True)
        if len(wanted)
    )
    yield from parallel.threaded(partial(_fit_block, shape), pieces, workers)


def decode(data: bytes, shape: Shape) -> np.ndarray:
    """Decode one image file.

    The orientation that a camera notes in EXIF is applied; grey is repeated for three channels,
    and colour is weighed to grey for one; CMYK becomes RGB; of 16 bits the upper 8 are kept;
    transparency is laid on white; of an animation the first frame is taken.

    Args:
        data: the whole file.
        shape: of the result.

    Returns:
        uint8 (image_size, image_size, channels).

    Raises:
        ValueError: with the reason why the file cannot be used.
    """
    try:
        if size := _plain_jpeg(data):
            shape.check(*size)
            return shape.fit(_decode_jpeg(data, size, None, shape))
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            shape.check(*image.size)
            if data[:2] == b"\xff\xd8" and image.mode in ("RGB", "L"):
                orientation = image.getexif().get(0x0112) if "exif" in image.info else None
                return shape.fit(_decode_jpeg(data, image.size, orientation, shape))
            return shape.fit(_decode_other(image, shape.channels))
    except UnidentifiedImageError:
        page = data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))
        found = "a web page, " if page else ""
        raise ValueError(f"{found}not an image of the kinds {', '.join(FORMATS)}") from None
    except (OSError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        # Pillow raises SyntaxError for broken PNG chunks.
        raise ValueError(_one_line(error)) from None
    except (MemoryError, OverflowError, IndexError, KeyError, TypeError, EOFError) as error:
        # Damaged headers and metadata of some formats end in these.
        raise ValueError(f"damaged ({type(error).__name__}: {_one_line(error)})") from None


def _plain_jpeg(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG in colour or grey without EXIF; others are for Pillow to open.

    Most are such, and Pillow takes as long to open one as a third of its decoding.
    """
    if data[:2] != b"\xff\xd8" or b"Exif" in data:
        return None
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError:
        return None
    return (width, height) if colours in ("YCbCr", "Gray") else None


def _decode_jpeg(
    data: bytes, size: tuple[int, int], orientation: int | None, shape: Shape
) -> np.ndarray:
    """Pixels of a JPEG of one or three channels; twice as fast as through Pillow.

    A truncated file is an error here; large ones are decoded at a half, a quarter or an eighth of
    their size if that still holds the wanted square.
    """
    swapped = orientation in (5, 6, 7, 8)
    width, height = reversed(size) if swapped else size
    _, _, side = shape.square(width, height)
    scale = min(shape.image_size / side, 1)
    least = [math.ceil(extent * scale) for extent in size]
    try:
        pixels = simplejpeg.decode_jpeg(
            data,
            colorspace="GRAY" if shape.channels == 1 else "RGB",
            min_width=least[0],
            min_height=least[1],
            min_factor=2,
        )
    except ValueError as error:
        raise ValueError(f"damaged or truncated ({_one_line(error)})") from None
    return TURNS.get(orientation, lambda pixels: pixels)(pixels)


def _decode_other(image: Image.Image, channels: int) -> np.ndarray:
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits of grey; Pillow would cut them at 255
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode == "F":
        raise ValueError("its pixels are floating-point numbers of unknown range")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    pixels = np.asarray(image.convert("RGB" if channels == 3 else "L"))
    return pixels.reshape(*pixels.shape[:2], channels)


def _paint_block(
    seed: int | np.random.SeedSequence,
    last: int,
    image_size: int,
    channels: int,
    block: int,
    start: int,
) -> Block:
    factors = synthetic.draw_factors(seed, start, min(start + block, last))
    images = synthetic.paint(factors, image_size)
    if channels == 1:
        grey = [np.asarray(Image.fromarray(image).convert("L")) for image in images]
        images = np.stack(grey)[..., None]
    return Block(images, factors)


def _read_block(source: Folder | Archive, shape: Shape, names: Sequence[str]) -> Block:
    cv2.setNumThreads(1)  # the workers share the cores among themselves
    images = np.empty((len(names), shape.image_size, shape.image_size, shape.channels), np.uint8)
    kept, digests, skipped = [], [], []
    for file in names:
        try:
            data = source.read(file, shape.max_file_bytes)
            images[len(kept)] = decode(data, shape)
        except ValueError as error:
            skipped.append((file, _one_line(error)))
            continue
        kept.append(file)
        digests.append(_digest(data))
    table = pd.DataFrame({"file": kept})
    return Block(images[: len(kept)], table, skipped, _stacked(digests))


def _fit_block(shape: Shape, piece: tuple[np.ndarray, np.ndarray]) -> Block:
    cv2.setNumThreads(1)
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


def _digest(data: bytes | np.ndarray) -> np.ndarray:
    return np.frombuffer(hashlib.sha256(data).digest()[:16], np.uint8)


def _stacked(digests: list[np.ndarray]) -> np.ndarray:
    return np.stack(digests) if digests else np.empty((0, 16), np.uint8)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


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
