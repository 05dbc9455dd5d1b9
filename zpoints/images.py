"""From painted factors or image files to uniform uint8 images, block by block."""

import multiprocessing
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image, ImageOps, UnidentifiedImageError

from zpoints import parallel, synthetic
from zpoints.errors import StudyError
from zpoints.formats import ENDINGS, FORMATS


@dataclass(frozen=True)
class Block:
    """Some images in the study's order.

    images: uint8 (n, size, size, channels); table: one row an image (file name or factors);
    skipped: (file, reason) of what was left out among the same candidates.
    """

    images: np.ndarray
    table: pd.DataFrame
    skipped: list[tuple[str, str]] = field(default_factory=list)


def painted_blocks(
    seed: int | np.random.SeedSequence,
    count: int,
    image_size: int,
    channels: int,
    block: int,
    workers: int,
) -> Iterator[Block]:
    """Blocks of painted faces; image k depends on the seed and k only.

    Args:
        seed: of the factors.
        count: number of images in all.
        image_size: side in pixels.
        channels: 1 or 3.
        block: images in one block.
        workers: processes; the result does not depend on them.
    """
    starts = range(0, count, block)
    work = partial(_paint_block, seed, count, image_size, channels, block)
    yield from _in_order(work, starts, workers)


def file_blocks(
    folder: Path,
    files: Sequence[str],
    image_size: int,
    channels: int,
    max_megapixels: float,
    block: int,
    workers: int,
) -> Iterator[Block]:
    """Blocks of images read from files; unreadable ones are named in `skipped`.

    Args:
        folder: where the files lie.
        files: paths relative to the folder, in order.
        image_size: side in pixels after a central square crop.
        channels: 1 or 3.
        max_megapixels: larger files (10^6 pixels) are skipped unread.
        block: files for one block.
        workers: processes; the result does not depend on them.
    """
    groups = [files[start : start + block] for start in range(0, len(files), block)]
    work = partial(_read_block, folder, image_size, channels, max_megapixels)
    yield from _in_order(work, groups, workers)


def find_images(folder: str | Path) -> list[str]:
    """Paths of all image files below a folder, relative to it, in natural order.

    Hidden files and folders and the resource forks of macOS are passed over.

    Raises:
        StudyError: the folder is missing or holds no image.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StudyError(f"dataset.path {folder} is not a folder; set it to where the images are.")
    found = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix.lower() in ENDINGS
        and not any(
            part.startswith(".") or part == "__MACOSX" for part in path.relative_to(folder).parts
        )
    ]
    if not found:
        raise StudyError(
            f"dataset.path {folder} holds no image file ({', '.join(ENDINGS)}); set it to where "
            "the images are."
        )
    return sorted(found, key=natural_key)


def natural_key(name: str) -> list:
    """Sort key that puts 2.jpg before 10.jpg."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), part) if part.isdecimal() else (0, part) for part in parts]


def load_image(path: Path, image_size: int, channels: int, max_megapixels: float) -> np.ndarray:
    """Read one image file: central square crop, resized by an area-true filter.

    The orientation that a camera notes in EXIF is applied, transparency is laid on white.

    Returns:
        uint8 (image_size, image_size, channels).

    Raises:
        ValueError: with the reason why the file cannot be used.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            width, height = image.size
            if width * height > max_megapixels * 1e6:
                raise ValueError(
                    f"{width}x{height} pixels are more than {max_megapixels:g} million"
                )
            # JPEG only: decode at the smallest scale that still holds the wanted size.
            image.draft("RGB" if channels == 3 else "L", (image_size, image_size))
            image = ImageOps.exif_transpose(image)
            if image.mode.startswith("I"):  # 16 bits of grey; Pillow would cut them at 255
                image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
            if image.has_transparency_data:
                image = image.convert("RGBA")
                image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
            image = image.convert("RGB" if channels == 3 else "L")
            side = min(image.size)
            left, top = (image.width - side) // 2, (image.height - side) // 2
            image = image.resize(
                (image_size, image_size),
                Image.Resampling.BICUBIC,
                box=(left, top, left + side, top + side),
                reducing_gap=3.0,
            )
            return np.asarray(image, np.uint8).reshape(image_size, image_size, channels)
    except UnidentifiedImageError:
        raise ValueError("not a JPEG, PNG, WebP or BMP image") from None
    except (OSError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        # Pillow raises SyntaxError for broken PNG chunks.
        raise ValueError(str(error) or type(error).__name__) from None


def _paint_block(
    seed: int | np.random.SeedSequence,
    count: int,
    image_size: int,
    channels: int,
    block: int,
    start: int,
) -> Block:
    factors = synthetic.draw_factors(seed, start, min(start + block, count))
    images = synthetic.paint(factors, image_size)
    if channels == 1:
        grey = [np.asarray(Image.fromarray(image).convert("L")) for image in images]
        images = np.stack(grey)[..., None]
    return Block(images, factors)


def _read_block(
    folder: Path, image_size: int, channels: int, max_megapixels: float, files: Sequence[str]
) -> Block:
    images, kept, skipped = [], [], []
    for file in files:
        try:
            images.append(load_image(folder / file, image_size, channels, max_megapixels))
            kept.append(file)
        except ValueError as error:
            # Messages of the reader may hold the full path: results must not depend on it.
            skipped.append((file, str(error).replace(str(folder / file), file)))
    shape = (len(images), image_size, image_size, channels)
    stacked = np.stack(images) if images else np.empty(shape, np.uint8)
    return Block(stacked, pd.DataFrame({"file": kept}), skipped)


def _in_order(work: Callable[[Any], Block], items: Iterable[Any], workers: int) -> Iterator[Block]:
    """Results of `work` in the order of the items, by several processes, few at a time."""
    items = list(items)
    workers = min(workers, len(items))
    if workers <= 1:
        yield from map(work, items)
        return
    # "spawn" because zarr's threads live in this process already: a fork could inherit a lock.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from parallel.in_order(pool, work, items, ahead=2 * workers + 1)
