"""Write Zarr stores that are whole or absent; see `zpoints.stores.reader` for what they are."""

import hashlib
import os
import shutil
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import google_crc32c
import numpy as np
import zarr
import zarr.codecs

from zpoints import files
from zpoints.errors import StudyError
from zpoints.stores.reader import FORMAT, Store, combined, store_path


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

    def append_part(self, part: "Store", rows: int | None = None) -> None:
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
            "digest": combined(digests),
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


def _stored_checksum(chunk: Path) -> int | None:
    """The checksum that a chunk file carries, the last four bytes; None if it is no such file."""
    try:
        with chunk.open("rb") as file:
            file.seek(-4, os.SEEK_END)
            return int.from_bytes(file.read(4), "little")
    except OSError:
        return None


def _sha256(rows: np.ndarray) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(rows).data).digest()
