"""Zarr stores that are whole or absent, each described by a manifest next to it.

A store is a Zarr v3 group, e.g. images.zarr, whose arrays share their first dimension (the
rows). Its manifest, images.json, is written last and holds what a reader must find: shapes,
dtypes, chunks, digests, origin and counts. Readers go through `open_store`, which compares the
two. Every chunk carries a checksum, so damage is found on reading.
"""

import hashlib
import json
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import google_crc32c
import numpy as np
import zarr
import zarr.codecs

from zpoints import files, parallel
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

    def publish(
        self,
        origin: Mapping[str, Any],
        counts: Mapping[str, Any],
        columns: Mapping[str, np.ndarray] | None = None,
    ) -> dict:
        """Write what is pending, verify, rename, and write the manifest.

        Args:
            origin: where the rows come from (JSON types).
            counts: numbers for people (JSON types).
            columns: further one-dimensional arrays with one value a row, e.g. the split.

        Returns:
            The manifest.

        Raises:
            StudyError: no rows, or what was read back is not what was written (a bad disk).
        """
        if len(self.pending):
            self._write(self.pending)
        if self.rows == 0:
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

    def read(self, name: str, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Rows start..stop-1 of an array.

        Raises:
            StudyError: a chunk is damaged.
        """
        try:
            return self.group[name][start:stop]
        except Exception as error:  # codecs raise many kinds for damaged bytes
            raise StudyError(f"{self.path}/{name} is damaged ({error}); {self.remedy}") from error

    def blocks(self, name: str) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (first row, rows) chunk by chunk, in order: memory is bounded by a chunk."""
        for start, stop in self._chunks(name):
            yield start, self.read(name, start, stop)

    def map(
        self, name: str, work: Callable[[int, np.ndarray], Any], threads: int
    ) -> Iterator[tuple[range, Any]]:
        """Yield (row numbers, result of `work`) for every chunk, in order.

        Chunks are read and worked on by several threads; memory is bounded by one more chunk and
        result than there are threads, and the results do not depend on their number.

        Args:
            name: name of the array.
            work: (first row, rows of a chunk) -> result.
            threads: at least 1.
        """

        def one(chunk: tuple[int, int]) -> tuple[range, Any]:
            return range(*chunk), work(chunk[0], self.read(name, *chunk))

        yield from parallel.threaded(one, self._chunks(name), threads)

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

    def _chunks(self, name: str) -> Iterator[tuple[int, int]]:
        """First row of every chunk, and the row after its last."""
        step = self.manifest["arrays"][name]["chunks"][0]
        for start in range(0, self.rows, step):
            yield start, min(start + step, self.rows)


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


def _sha256(rows: np.ndarray) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(rows)).digest()


def _combined(digests: list[bytes]) -> str:
    return f"sha256:{hashlib.sha256(b''.join(digests)).hexdigest()}"
