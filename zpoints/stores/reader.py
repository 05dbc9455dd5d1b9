"""Read Zarr stores that are whole or absent, each described by a manifest beside it.

A store is a Zarr v3 group, e.g. images.zarr, whose arrays share their first dimension (the
rows). Its manifest, images.json, is written last and holds what a reader must find: shapes,
dtypes, chunks, digests, origin and counts. Readers go through `open_store`, which compares the
two. Every chunk carries a checksum, so damage is found on reading.

A store may be written in parts, each a store of some of the rows whose manifest tells which, and
put together without copying: see `covering` and `Writer.append_part`.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import google_crc32c
import numpy as np
import zarr

from zpoints import parallel, shards
from zpoints.errors import StudyError

FORMAT = "zpoints-store-1"
MAX_MANIFEST_BYTES = 64_000_000


def store_path(manifest: str | Path) -> Path:
    """Path of the store that a manifest describes: images.json stands beside images.zarr."""
    return Path(manifest).with_suffix(".zarr")


@dataclass(frozen=True)
class Store:
    """A verified store, open for reading."""

    path: Path
    manifest: dict
    group: zarr.Group
    remedy: str

    @property
    def rows(self) -> int:
        """Number of rows, the first dimension of every array."""
        return next(iter(self.manifest["arrays"].values()))["shape"][0]

    def row_shape(self, name: str) -> tuple[int, ...]:
        """Shape of one row of an array."""
        return tuple(self.manifest["arrays"][name]["shape"][1:])

    def digest(self, name: str) -> str:
        """Content digest of an array: SHA-256 over the SHA-256 of its chunks in order."""
        return self.manifest["arrays"][name]["digest"]

    def shard(self, name: str, shard: shards.Shard) -> tuple[int, int]:
        """First row of a shard of an array's chunks, and the one after its last."""
        return shard.rows(self.rows, self.manifest["arrays"][name]["chunks"][0])

    def read(self, name: str, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Rows start..stop-1 of an array.

        Raises:
            StudyError: a chunk is damaged.
        """
        chunk = self.manifest["arrays"][name]["chunks"][0]
        stop = self.rows if stop is None else min(stop, self.rows)
        start = min(start, stop)  # as slices do, beyond the last row there is none
        try:
            one_chunk = start < stop and start // chunk == (stop - 1) // chunk
            if len(self.row_shape(name)) and one_chunk:
                return self._chunk(name, start // chunk)[start % chunk :][: stop - start]
            return self.group[name][start:stop]
        except Exception as error:  # codecs raise many kinds for damaged bytes
            raise StudyError(f"{self.path}/{name} is damaged ({error}); {self.remedy}") from error

    def _chunk(self, name: str, number: int) -> np.ndarray:
        """A whole chunk, checked; in a third of the time that Zarr takes.

        All chunks that `Writer` writes are the bytes of the array and their checksum.
        """
        described = self.manifest["arrays"][name]
        file = self.path / name / f"{number}{'.0' * len(self.row_shape(name))}"
        data = np.fromfile(file, np.uint8)
        if google_crc32c.value(data[:-4]) != int.from_bytes(data[-4:].tobytes(), "little"):
            raise ValueError(f"the checksum of chunk {number} is not that of its bytes")
        return data[:-4].view(described["dtype"]).reshape(described["chunks"])

    def blocks(
        self, name: str, rows: tuple[int, int] | None = None, ends: int | None = None
    ) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (first row, rows) chunk by chunk, in order: memory is bounded by a chunk.

        Args:
            name: name of the array.
            rows: the first row and the one after the last, all if None.
            ends: no block reaches over a multiple of this number of rows.
        """
        for start, stop in self._chunks(name, rows):
            step = ends or self.rows
            cuts = [start, *range((start // step + 1) * step, stop, step), stop]
            for first, last in pairwise(cuts):
                yield first, self.read(name, first, last)

    def map(
        self,
        name: str,
        work: Callable[[int, np.ndarray], Any],
        threads: int,
        rows: tuple[int, int] | None = None,
    ) -> Iterator[tuple[range, Any]]:
        """Yield (row numbers, result of `work`) for every chunk, in order.

        Chunks are read and worked on by several threads; memory is bounded by one more chunk and
        result than there are threads, and the results do not depend on their number.

        Args:
            name: name of the array.
            work: (first row, rows of a chunk) -> result.
            threads: at least 1.
            rows: the first row and the one after the last, all if None.
        """

        def one(chunk: tuple[int, int]) -> tuple[range, Any]:
            return range(*chunk), work(chunk[0], self.read(name, *chunk))

        yield from parallel.threaded(one, self._chunks(name, rows), threads)

    def take(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Chosen rows of an array in the order given, read chunk by chunk.

        Args:
            name: name of the array.
            rows: row numbers, shape (m,).
        """
        result = np.empty((len(rows), *self.row_shape(name)), self.group[name].dtype)
        step = self.manifest["arrays"][name]["chunks"][0]
        for chunk in np.unique(rows // step):
            wanted = np.flatnonzero(rows // step == chunk)
            block = self.read(name, chunk * step, (chunk + 1) * step)
            result[wanted] = block[rows[wanted] - chunk * step]
        return result

    def _chunks(self, name: str, rows: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
        """First row of every chunk, and the row after its last, of those between `rows`."""
        first, last = (0, self.rows) if rows is None else rows
        step = self.manifest["arrays"][name]["chunks"][0]
        for start in range(first // step * step, last, step):
            yield max(start, first), min(start + step, last)


def open_store(manifest: str | Path) -> Store:
    """Open a store after comparing it with its manifest.

    Checked are format, shapes, dtypes, chunk files and the digest that the store names; the
    chunks' own checksums are checked as they are read.

    Raises:
        StudyError: what differs and how to make the store again.
    """
    manifest = Path(manifest)
    path = store_path(manifest)
    remedy = f"delete {manifest} and run snakemake again, which makes the store anew."
    described = _read_manifest(manifest)
    if not path.is_dir():
        raise StudyError(f"{path} is missing; {remedy}")
    try:
        group = zarr.open_group(path, mode="r")
        digests = dict(group.attrs["digests"])
    except Exception as error:  # zarr raises many kinds for broken metadata
        raise StudyError(f"{path} cannot be opened ({error}); {remedy}") from error
    for name, expected in described["arrays"].items():
        array = group.get(name)
        found = array is not None and (list(array.shape), str(array.dtype), list(array.chunks))
        if found != (expected["shape"], expected["dtype"], expected["chunks"]):
            raise StudyError(f"{path}/{name} is not the array that {manifest} describes; {remedy}")
        rest = ".0" * (len(expected["shape"]) - 1)
        wanted = [path / name / f"{k}{rest}" for k in range(array.nchunks)]
        present = sum(file.is_file() for file in wanted)
        if not present == len(wanted) == expected["files"]:
            raise StudyError(
                f"{path}/{name} has {present} of its {len(wanted)} chunk files; {remedy}"
            )
        if digests.get(name) != expected["digest"]:
            raise StudyError(f"{path}/{name} holds other data than {manifest} describes; {remedy}")
    return Store(path, described, group, remedy)


def covering(manifests: Sequence[str | Path], total: int, origin: Mapping[str, Any]) -> list[Store]:
    """Open the parts of a store, in order, after checking that they are parts of one whole.

    Args:
        manifests: of the parts, in any order.
        total: number of things that all parts together must cover, each once.
        origin: what every part must have been made of.

    Raises:
        StudyError: a part is damaged, is of something else, is missing, or overlaps with another.
    """
    parts = [open_store(manifest) for manifest in manifests]
    for part in parts:
        described = part.manifest.get("part", {}).get("digests", [])
        digests = {array["digest"] for array in part.manifest["arrays"].values()}
        whole = digests == {combined([bytes.fromhex(digest) for digest in described])}
        if not whole or part.manifest["origin"] != origin:
            raise StudyError(f"{part.path} is not a part of this study's data; {part.remedy}")
    parts.sort(key=lambda part: part.manifest["part"]["covers"])
    shards.check_coverage([(part.manifest["part"]["covers"], part.remedy) for part in parts], total)
    return parts


def _read_manifest(manifest: Path) -> dict:
    try:
        if manifest.stat().st_size > MAX_MANIFEST_BYTES:
            raise ValueError("too large")
        described = json.loads(manifest.read_text(encoding="utf-8"))
        if described["format"] != FORMAT or not described["arrays"]:
            raise ValueError(f"format {described['format']!r}")
        for name, array in described["arrays"].items():
            if not {"shape", "dtype", "chunks", "files", "digest"} <= array.keys():
                raise ValueError(f"array {name!r} is not described")
    except FileNotFoundError:
        raise StudyError(f"{manifest} is missing; run snakemake to make it.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise StudyError(
            f"{manifest} is not a manifest of this version ({error}); delete it and run snakemake "
            "again."
        ) from None
    return described


def combined(digests: list[bytes]) -> str:
    """Digest of an array from the SHA-256 of its chunks in order."""
    return f"sha256:{hashlib.sha256(b''.join(digests)).hexdigest()}"
