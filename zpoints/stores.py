"""Zarr stores that are whole or absent, each described by a manifest next to it.

A store is a Zarr v3 group, e.g. images.zarr, whose arrays share their first dimension (the
rows). Its manifest, images.json, is written last and holds what a reader must find: shapes,
dtypes, chunks, digests, origin and counts. Readers go through `open_store`, which compares the
two. Every chunk carries a checksum, so damage is found on reading.

A store may be written in parts, each a store of some of the rows whose manifest tells which, and
put together without copying: see `Writer.adopt` and `covering`.
"""

import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import google_crc32c
import numpy as np
import zarr
import zarr.codecs

from zpoints import files, parallel, shards
from zpoints.errors import StudyError

FORMAT = "zpoints-store-1"
MAX_MANIFEST_BYTES = 64_000_000


def store_path(manifest: str | Path) -> Path:
    """Path of the store that a manifest describes: images.json stands beside images.zarr."""
    return Path(manifest).with_suffix(".zarr")


class Writer:
    """Write the rows of one array in order, then publish store and manifest.

    Use as a context manager: rows go to a temporary store; `publish` verifies it, puts it in
    place and writes the manifest. Leaving the block without `publish` removes every trace.
    """

    def __init__(
        self,
        manifest: str | Path,
        name: str,
        dimensions: Sequence[str],
        row_shape: Sequence[int],
        dtype: str,
        chunk_rows: int,
    ) -> None:
        """Open a temporary store.

        Args:
            manifest: path of the manifest to publish, ending in .json.
            name: name of the array, e.g. "images".
            dimensions: names of all dimensions, rows first.
            row_shape: shape of one row.
            dtype: NumPy dtype of the array.
            chunk_rows: rows in one chunk; at most this many are held in memory.
        """
        self.manifest = Path(manifest)
        self.path = store_path(manifest)
        self.temporary = self.path.with_name(f"partial-{self.path.name}")
        self.name = name
        self.dimensions = tuple(dimensions)
        self.row_shape = tuple(row_shape)
        self.dtype = np.dtype(dtype)
        self.chunk_rows = chunk_rows
        self.rows = 0
        self.digests: list[bytes] = []
        self.checksums: list[int] = []
        # Chunks that were read back where they were written.
        self.linked: set[int] = set()
        self.pending = np.empty((0, *self.row_shape), self.dtype)

    def __enter__(self) -> "Writer":
        # An earlier run may have been killed while writing.
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.parent.mkdir(parents=True, exist_ok=True)
        self.group = zarr.create_group(self.temporary)
        self.array = self._create(self.name, (0, *self.row_shape), self.dtype, self.dimensions)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)

    def append(self, rows: np.ndarray) -> None:
        """Add rows (any number); whole chunks are written at once."""
        if rows.shape[1:] != self.row_shape or rows.dtype != self.dtype:
            raise ValueError(
                f"rows of {rows.shape[1:]} {rows.dtype} do not fit {self.row_shape} {self.dtype}"
            )
        self.pending = np.concatenate([self.pending, rows]) if len(self.pending) else rows
        while len(self.pending) >= self.chunk_rows:
            self._write(self.pending[: self.chunk_rows])
            self.pending = self.pending[self.chunk_rows :]
        self.pending = self.pending.copy()  # the caller may use its buffer again

    def adopt(self, part: "Store", rows: int | None = None) -> None:
        """Add the rows of a part of the same array, all or the first `rows` of them.

        Chunks of the part that are whole and fall on chunks here are taken over as files, by hard
        links where the file system has them; their checksums are compared with the part's
        manifest. Other rows are read and written.

        Raises:
            StudyError: the part is damaged.
        """
        rows = part.rows if rows is None else rows
        described = part.manifest["arrays"][self.name]
        alike = described["chunks"] == [self.chunk_rows, *self.row_shape]
        for start in range(0, rows, described["chunks"][0]):
            stop = min(start + described["chunks"][0], rows)
            if alike and stop - start == self.chunk_rows and not len(self.pending):
                self._link(part, start // self.chunk_rows)
            else:
                self.append(part.read(self.name, start, stop))

    def publish(
        self,
        origin: Mapping[str, Any],
        counts: Mapping[str, Any],
        columns: Mapping[str, np.ndarray] | None = None,
        covers: tuple[int, int] | None = None,
    ) -> dict:
        """Write what is pending, verify, rename, and write the manifest.

        Args:
            origin: where the rows come from (JSON types).
            counts: numbers for people (JSON types).
            columns: further one-dimensional arrays with one value a row, e.g. the split.
            covers: of a part, the first of the things that it was made of and the one after the
                last; a part may be empty.

        Returns:
            The manifest.

        Raises:
            StudyError: no rows, or what was read back is not what was written (a bad disk).
        """
        if len(self.pending):
            self._write(self.pending)
        if self.rows == 0 and covers is None:
            raise StudyError(f"{self.path} would be empty; check the source that it is made from.")
        self.array.resize((self.rows, *self.row_shape))
        arrays = {self.name: self._describe(self.name, self.digests)}
        for name, values in (columns or {}).items():
            if values.shape != (self.rows,):
                raise ValueError(f"column {name!r} has shape {values.shape}, not ({self.rows},)")
            column = self._create(name, values.shape, values.dtype, self.dimensions[:1])
            column[:] = values
            arrays[name] = self._describe(name, [_sha256(values)])
        manifest = {
            "format": FORMAT,
            "arrays": arrays,
            "origin": dict(origin),
            "counts": dict(counts),
        }
        if covers is not None:
            manifest["part"] = {
                "covers": list(covers),
                "digests": [digest.hex() for digest in self.digests],
                "checksums": self.checksums,
            }
        # The store names its content too: a store put beside another's manifest is noticed.
        self.group.attrs["digests"] = {name: array["digest"] for name, array in arrays.items()}
        with warnings.catch_warnings():
            # zarr warns that consolidation is an extension; xarray warns where it is missing.
            warnings.simplefilter("ignore")
            zarr.consolidate_metadata(self.temporary)
        self._verify()
        self.manifest.unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)
        self.temporary.rename(self.path)
        files.write_json(self.manifest, manifest)
        return manifest

    def _create(
        self, name: str, shape: Sequence[int], dtype: np.dtype, dimensions: Sequence[str]
    ) -> zarr.Array:
        return self.group.create_array(
            name,
            shape=shape,
            dtype=dtype,
            chunks=(self.chunk_rows, *shape[1:]) if len(shape) > 1 else shape,
            # A checksum alone: photographs and latent vectors compress by a tenth only, which
            # costs more time than reading them.
            compressors=zarr.codecs.Crc32cCodec(),
            # One flat folder of chunks, not a tree of one-entry folders.
            chunk_key_encoding={"name": "v2", "separator": "."},
            dimension_names=dimensions,
            # A chunk of zeros is written like any other: a missing file is always damage.
            config={"write_empty_chunks": True},
            fill_value=0,
        )

    def _write(self, rows: np.ndarray) -> None:
        end = self.rows + len(rows)
        if end > self.array.shape[0]:
            # Each change of the shape writes the description of the array anew: few of them.
            self.array.resize((2 * end, *self.row_shape))
        self.array[self.rows : end] = rows
        self.rows += len(rows)
        self.digests.append(_sha256(rows))
        self.checksums.append(google_crc32c.value(np.ascontiguousarray(rows)))

    def _link(self, part: "Store", number: int) -> None:
        """Take over one whole chunk of a part as the next one here."""
        rest = ".0" * len(self.row_shape)
        source = part.path / self.name / f"{number}{rest}"
        target = self.temporary / self.name / f"{self.rows // self.chunk_rows}{rest}"
        checksum = part.manifest["part"]["checksums"][number]
        if _stored_checksum(source) != checksum:
            raise StudyError(f"{source} is not the chunk that was written; {part.remedy}")
        target.parent.mkdir(exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # a file system without links, or of its own for the part
            shutil.copyfile(source, target)
        self.linked.add(len(self.checksums))
        self.rows += self.chunk_rows
        self.digests.append(bytes.fromhex(part.manifest["part"]["digests"][number]))
        self.checksums.append(checksum)

    def _describe(self, name: str, digests: list[bytes]) -> dict:
        array = self.group[name]
        return {
            "shape": list(array.shape),
            "dtype": str(array.dtype),
            "chunks": list(array.chunks),
            "dimensions": list(array.metadata.dimension_names),
            "files": array.nchunks,
            "digest": _combined(digests),
        }

    def _verify(self) -> None:
        for k, checksum in enumerate(self.checksums):
            if k in self.linked:
                continue
            try:
                rows = self.array[k * self.chunk_rows : (k + 1) * self.chunk_rows]
                reason = "" if google_crc32c.value(rows) == checksum else "other bytes"
            except Exception as error:  # codecs raise many kinds for damaged bytes
                reason = f"{type(error).__name__}: {error}"
            if reason:
                raise StudyError(
                    f"{self.path} could not be read back as it was written (chunk {k}, {reason}); "
                    "check the disk and run again."
                )


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
        try:
            if len(self.row_shape(name)) and start // chunk == (stop - 1) // chunk:
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
        whole = digests == {_combined([bytes.fromhex(digest) for digest in described])}
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


def _stored_checksum(chunk: Path) -> int | None:
    """The checksum that a chunk file carries, the last four bytes; None if it is no such file."""
    try:
        with chunk.open("rb") as file:
            file.seek(-4, os.SEEK_END)
            return int.from_bytes(file.read(4), "little")
    except OSError:
        return None


def _sha256(rows: np.ndarray) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(rows)).digest()


def _combined(digests: list[bytes]) -> str:
    return f"sha256:{hashlib.sha256(b''.join(digests)).hexdigest()}"
