"""Shards: shares of a study's images or vectors that jobs of their own work on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zpoints import files
from zpoints.errors import StudyError


@dataclass(frozen=True)
class Shard:
    """One of several shards; `number` counts from 1."""

    number: int
    of: int

    @classmethod
    def named(cls, name: str) -> "Shard":
        """The shard that Snakemake calls e.g. 2-of-4."""
        found = re.fullmatch(r"([1-9][0-9]*)-of-([1-9][0-9]*)", name)
        if not found or int(found[1]) > int(found[2]):
            raise ValueError(f"{name!r} names no shard")
        return cls(int(found[1]), int(found[2]))

    def rows(self, total: int, chunk: int) -> tuple[int, int]:
        """First row of the shard and the one after its last.

        Shards hold whole chunks, as many as the others or one more; with fewer chunks than shards
        some are empty.

        Args:
            total: rows of all shards.
            chunk: rows of a chunk; the last may have fewer.
        """
        chunks = -(-total // chunk)
        first, last = (chunks * k // self.of for k in (self.number - 1, self.number))
        return min(first * chunk, total), min(last * chunk, total)


def check_coverage(ranges: Sequence[tuple[Sequence[int], str]], total: int) -> None:
    """Compare sorted ranges [first, one after the last] with 0 .. total - 1, which they must fill.

    Args:
        ranges: each with what to do if it does not fit.
        total: number of rows.

    Raises:
        StudyError: rows are missing or there more than once.
    """
    end = 0
    for (first, last), remedy in [*ranges, ((total, total), ranges[-1][1] if ranges else "")]:
        if first != end:
            kind = "missing from" if first > end else "more than once in"
            low, high = sorted((first, end))
            raise StudyError(f"rows {low} to {high - 1} are {kind} the shards; {remedy}")
        end = last


def save(
    path: str | Path, rows: tuple[int, int], source: str, arrays: Mapping[str, np.ndarray]
) -> None:
    """Write what a shard's job found.

    Args:
        path: of an npz file.
        rows: of the shard: the first, and the one after the last.
        source: digest of the data that the rows are of.
        arrays: what was found.
    """
    files.write_arrays(path, shard_rows=rows, shard_source=source, **arrays)


def load(
    paths: Sequence[str | Path], total: int, source: str
) -> Iterator[Mapping[str, np.ndarray]]:
    """What all shards found, in the order of their rows, one at a time in memory.

    Args:
        paths: files that `save` wrote, in any order.
        total: number of rows that they must cover, each once.
        source: digest of the data.

    Raises:
        StudyError: a file is damaged or of other data; rows are missing or there more than once.
    """
    ranges = []
    for path in paths:
        remedy = f"delete {path} and run snakemake again, which makes it anew."
        try:
            with np.load(path, allow_pickle=False) as saved:
                found, rows = str(saved["shard_source"]), saved["shard_rows"].tolist()
        except Exception as error:  # a damaged archive fails in many ways
            raise StudyError(f"{path} cannot be read ({error}); {remedy}") from error
        if found != source:
            raise StudyError(f"{path} is of other data; {remedy}")
        ranges.append((rows, remedy, path))
    ranges.sort()
    check_coverage([(rows, remedy) for rows, remedy, _ in ranges], total)
    for _, remedy, path in ranges:
        try:
            with np.load(path, allow_pickle=False) as saved:
                arrays = {name: saved[name] for name in saved.files}
        except Exception as error:
            raise StudyError(f"{path} cannot be read ({error}); {remedy}") from error
        yield arrays
