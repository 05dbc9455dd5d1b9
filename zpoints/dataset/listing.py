"""Which images a study uses, and which of them each shard reads."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zpoints.dataset.arrays import Array
from zpoints.dataset.sources import Source
from zpoints.logs import logger
from zpoints.shards import Shard


@dataclass(frozen=True)
class Candidates:
    """Images that a study may use.

    total: number of images wanted. names: names of files in the order of their use, or ascending
    rows of an array; None for painted faces. left_out: (file, reason) of what is no image file.
    """

    total: int
    names: list[str] | list[int] | None = None
    left_out: list[tuple[str, str]] = field(default_factory=list)


def choose(
    source: Source,
    count: int | None,
    subset: str,
    max_skipped: float,
    chunk_images: int,
    generator: np.random.Generator,
) -> Candidates:
    """Choose the images of a source that a study may use.

    Args:
        source: source of the images.
        count: number of images wanted, None for all.
        subset: "first" or "random".
        max_skipped: share of the wanted images that may be broken.
        chunk_images: files that are read together.
        generator: of random numbers, for a random subset.

    Raises:
        StudyError: the source is missing, broken or without images.
    """
    if isinstance(source, Array):
        there = source.shape[0]
        total = min(there, count or there)
        logger.info("%d images in %s, %d wanted", there, source.path, total)
        rows = order(there, total, subset, generator)[:total]
        return Candidates(total, np.sort(rows).tolist())
    listing = source.list()
    there = len(listing.files)
    total = min(there, count or there)
    logger.info("%d image files in %s, %d wanted", there, source.path, total)
    numbers = order(there, total, subset, generator)
    # More than may be broken are never needed; files are read by whole blocks.
    numbers = numbers[: total + int(max_skipped * total) + chunk_images]
    return Candidates(total, [listing.files[k] for k in numbers], listing.left_out)


def order(there: int, wanted: int, subset: str, generator: np.random.Generator) -> np.ndarray:
    """Numbers of the candidates in the order of their use.

    The wanted ones come first, in natural order; the others make up for those that cannot be used.

    Args:
        there: number of images in the source.
        wanted: number of images wanted.
        subset: "first" or "random".
        generator: of random numbers, for a random subset.

    Returns:
        int64 (there,).
    """
    if subset == "first" or wanted == there:
        return np.arange(there)
    drawn = generator.permutation(there)
    return np.concatenate([np.sort(drawn[:wanted]), drawn[wanted:]])


def share_out(
    candidates: Candidates,
    shards: Sequence[str],
    chunk_images: int,
    path: str | None,
    origin: Mapping[str, Any],
) -> tuple[dict[str, dict], dict]:
    """Share the candidates out among the shards, by whole chunks.

    Args:
        candidates: images that the study may use.
        shards: names of the shards, such as 2-of-4.
        chunk_images: images of a chunk.
        path: path of the source.
        origin: what decides the images besides (JSON types).

    Returns:
        What each shard reads, by its name; and what the job that joins the shards must know.
    """
    total, names = candidates.total, candidates.names
    # Blocks of candidates are whole, whatever the number of wanted images.
    chunks = -(-total // chunk_images)
    covered = total if names is None else min(chunks * chunk_images, len(names))
    content = json.dumps([path, origin, total, names])
    common = {"listing": hashlib.sha256(content.encode()).hexdigest(), "total": total}
    shares = {}
    for shard in shards:
        first, last = Shard.named(shard).rows(covered, chunk_images)
        own = None if names is None else names[first:last]
        shares[shard] = {**common, "covers": [first, last], "candidates": own}
    rest = None if names is None else names[covered:]
    joined = {"covered": covered, "rest": rest, "left_out": candidates.left_out, "origin": origin}
    return shares, {**common, **joined}
