"""Images in one array: a .npy file, one array of an .npz file, or one of a Zarr store.

NumPy and Zarr are imported where an array is read, not here: a config is checked in the environment
of Snakemake, which need not hold them.
"""

from __future__ import annotations

import math
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from zpoints.dataset.image_files import open_archive
from zpoints.errors import StudyError

if TYPE_CHECKING:
    import numpy as np
    import zarr

# Larger chunks of a Zarr array are not decoded: a few bytes may claim to hold any number of pixels.
MAX_CHUNK_BYTES = 2**31


@dataclass(frozen=True)
class Array:
    """Images of one array: a .npy file, one in an .npz file, or one of a Zarr store."""

    path: Path
    shape: tuple[int, ...] = field(init=False)  # (n, height, width, channels)

    def __post_init__(self) -> None:
        """Look at its shape.

        Raises:
            StudyError: the file is missing, no array, or not of images.
            ModuleNotFoundError: NumPy or Zarr is not there.
        """
        shape, dtype, order = self._describe()
        if len(shape) == 3:
            shape = (*shape, 1)
        fits = len(shape) == 4 and shape[-1] in (1, 3) and min(shape) > 0
        if dtype != "uint8" or not fits or order:
            raise StudyError(
                f"dataset.path {self.path} holds an array of shape {shape} and type {dtype}"
                f"{order}, but must hold images: uint8 (n, height, width) or (n, height, width, "
                "channels) in C order with 1 or 3 channels; convert it."
            )
        object.__setattr__(self, "shape", shape)

    def blocks(self, rows: int, first: int = 0, last: int | None = None) -> Iterator[np.ndarray]:
        """Yield uint8 (at most `rows`, height, width, channels) in order.

        Args:
            rows: images of a block.
            first: row to begin with.
            last: the row after the last, None for all.

        Raises:
            StudyError: the data are damaged or end early.
        """
        try:
            for block in self._blocks(rows, first, self.shape[0] if last is None else last):
                yield block.reshape(-1, *self.shape[1:])
        except (
            zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError,
        ) as error:  # fmt: skip
            raise StudyError(
                f"dataset.path {self.path} is damaged ({error}); write or download it again."
            ) from error

    def _describe(self) -> tuple[tuple[int, ...], np.dtype, str]:
        """Shape, type and, if it is Fortran's, the order of the array as words of a sentence."""
        if not self.path.exists():
            raise StudyError(f"dataset.path {self.path} does not exist; set it to the array.")
        try:
            if self.path.is_dir():
                array = self._zarr()
                if math.prod(array.chunks) * array.dtype.itemsize > MAX_CHUNK_BYTES:
                    raise ValueError(f"its chunks {array.chunks} are larger than 2 GiB")
                return tuple(array.shape), array.dtype, ""
            with self._open() as file:
                shape, fortran, dtype = _read_header(file)
                return shape, dtype, " in Fortran order" if fortran else ""
        except (StudyError, ModuleNotFoundError):
            raise
        except Exception as error:  # zarr and zipfile raise many kinds for broken files
            raise StudyError(
                f"dataset.path {self.path} is not an array that can be read ({error}); give a "
                ".npy, .npz or Zarr v2 or v3 array."
            ) from error

    def _blocks(self, rows: int, first: int, last: int) -> Iterator[np.ndarray]:
        """Blocks as they are stored; of a file each is one-dimensional."""
        import numpy as np

        if self.path.is_dir():
            array = self._zarr()
            for start in range(first, last, rows):
                yield array[start : min(start + rows, last)]
            return
        row_bytes = math.prod(self.shape[1:])
        with self._open() as file:
            _read_header(file)
            file.seek(first * row_bytes, os.SEEK_CUR)
            for start in range(first, last, rows):
                wanted = min(rows, last - start) * row_bytes
                data = file.read(wanted)
                if len(data) < wanted:
                    raise EOFError(f"it ends before image {start + len(data) // row_bytes}")
                yield np.frombuffer(data, np.uint8)

    def _open(self) -> IO[bytes]:
        if self.path.suffix == ".npy":
            return self.path.open("rb")
        archive = open_archive(self.path)
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        return archive.open(self._choose(names, "images.npy"))

    def _zarr(self) -> zarr.Array:
        import zarr

        opened = zarr.open(self.path, mode="r")
        if isinstance(opened, zarr.Array):
            return opened
        arrays = dict(opened.arrays())
        return arrays[self._choose(sorted(arrays), "images")]

    def _choose(self, names: list[str], preferred: str) -> str:
        if preferred in names:
            return preferred
        if len(names) == 1:
            return names[0]
        raise StudyError(
            f"dataset.path {self.path} holds the arrays {', '.join(names) or 'none'}; it must "
            "hold one array, or one that is named 'images'."
        )


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, Fortran order and type of a .npy file; its data come next."""
    import numpy as np

    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    return read[np.lib.format.read_magic(file)](file)
