"""Where images come from: a folder tree, a zip archive or an array, listed and read with care.

Nothing is unpacked and nothing here decodes an image. Names that lead out of their place, links,
devices and files of excessive size are left out with a reason; what a file claims about its size
is checked before it is read.

NumPy and Zarr are imported where an array is read, not here: a config is checked in the environment
of Snakemake, which need not hold them.
"""

from __future__ import annotations

import hashlib
import lzma
import math
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from zpoints.errors import StudyError
from zpoints.formats import ENDINGS

if TYPE_CHECKING:
    import numpy as np

# Of img_align_celeba.zip, as its publishers name it.
CELEBA_MD5 = "00d2c5bc6d35e252742224ab0c1e8fcb"
CELEBA_ZIP = "img_align_celeba.zip"
# Larger chunks of a Zarr array are not decoded: a few bytes may claim to hold any number of pixels.
MAX_CHUNK_BYTES = 2**31


@dataclass(frozen=True)
class Listing:
    """Image files of a source in natural order, and other files with the reason to leave them."""

    files: list[str]
    left_out: list[tuple[str, str]]


@dataclass(frozen=True)
class Folder:
    """A tree of files."""

    path: Path

    def list(self) -> Listing:
        """Look at all names below the folder.

        Links to files are followed when they are read, links to folders are not: they may lead in
        circles.

        Raises:
            StudyError: the folder is missing or holds no image file.
        """
        if not self.path.is_dir():
            raise StudyError(
                f"dataset.path {self.path} is not a folder; set it to where the images are."
            )
        files, left_out = [], []
        for parent, folders, names in os.walk(self.path, onerror=_refuse):
            place = Path(parent).relative_to(self.path).as_posix()
            inside = "" if place == "." else f"{place}/"
            for name in folders.copy():
                if reason := _hidden(name) or (
                    Path(parent, name).is_symlink() and "a link to a folder, not followed"
                ):
                    left_out.append((f"{inside}{name}/", reason))
                    folders.remove(name)
            for name in names:
                reason = _hidden(name) or _no_image(name)
                file = f"{inside}{name}"
                left_out.append((file, reason)) if reason else files.append(file)
        return _listing(self.path, files, left_out)

    def read(self, file: str, limit: int) -> bytes:
        """Bytes of a file.

        Args:
            file: one of the listed.
            limit: size in bytes.

        Raises:
            ValueError: with the reason why it cannot be read.
        """
        path = self.path / file
        try:
            # A pipe without a writer would block for ever.
            with open(path, "rb", buffering=0, opener=_open_without_waiting) as opened:
                status = os.fstat(opened.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise ValueError("not a regular file")
                _check_size(status.st_size, limit)
                data = opened.read(status.st_size + 1)
                if len(data) != status.st_size:
                    raise ValueError("it changed while it was read")
        except FileNotFoundError:
            raise ValueError(
                "a link to nowhere" if path.is_symlink() else "the file is gone"
            ) from None
        except OSError as error:
            raise ValueError(error.strerror or type(error).__name__) from None
        return data


@dataclass(frozen=True)
class Archive:
    """A zip archive, read in place."""

    path: Path

    def list(self) -> Listing:
        """Look at all entries.

        Raises:
            StudyError: the file is missing, no complete zip archive, or holds no image file.
        """
        files, left_out, seen = [], [], set()
        for entry in _open_archive(self.path).infolist():
            name = entry.filename
            if entry.is_dir():
                continue
            parts = PurePosixPath(name.replace("\\", "/")).parts
            if name.startswith(("/", "\\")) or ".." in parts or re.match("[A-Za-z]:", name):
                reason = "its name leads out of the archive"
            elif stat.S_ISLNK(entry.external_attr >> 16):
                reason = "a symbolic link"
            elif name in seen:
                reason = "a second entry of the same name"
            else:
                hidden = next(filter(None, map(_hidden, parts)), "")
                reason = hidden or _no_image(name)
            seen.add(name)
            left_out.append((name, reason)) if reason else files.append(name)
        return _listing(self.path, files, left_out)

    def read(self, file: str, limit: int) -> bytes:
        """Bytes of an entry; as `Folder.read`."""
        archive = _open_archive(self.path)
        entry = archive.getinfo(file)
        # An entry gives no more bytes than it declares, however many it was packed from.
        _check_size(entry.file_size, limit)
        if entry.flag_bits & 1:
            raise ValueError("encrypted")
        try:
            with archive.open(entry) as opened:
                return opened.read(limit + 1)
        except (
            zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError,
        ) as error:  # fmt: skip
            raise ValueError(f"damaged in the archive ({error})") from None

    def md5(self) -> str:
        """MD5 of the whole archive, in hexadecimal digits."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "md5").hexdigest()


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
            rows: of a block.
            first: row to begin with.
            last: the one after the last, None for all.

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
        if not self.path.exists():
            raise StudyError(f"dataset.path {self.path} does not exist; set it to the array.")
        import numpy as np

        try:
            if self.path.is_dir():
                array = self._zarr()
                if math.prod(array.chunks) * array.dtype.itemsize > MAX_CHUNK_BYTES:
                    raise ValueError(f"its chunks {array.chunks} are larger than 2 GiB")
                return tuple(array.shape), array.dtype, ""
            with self._open() as file:
                version = np.lib.format.read_magic(file)
                read = {
                    (1, 0): np.lib.format.read_array_header_1_0,
                    (2, 0): np.lib.format.read_array_header_2_0,
                }[version]
                shape, fortran, dtype = read(file)
                return shape, dtype, " in Fortran order" if fortran else ""
        except (StudyError, ModuleNotFoundError):
            raise
        except Exception as error:  # zarr and zipfile raise many kinds for broken files
            raise StudyError(
                f"dataset.path {self.path} is not an array that can be read ({error}); give a "
                ".npy, .npz or Zarr v2 or v3 array."
            ) from error

    def _blocks(self, rows: int, first: int, last: int) -> Iterator[np.ndarray]:
        import numpy as np

        if self.path.is_dir():
            array = self._zarr()
            for start in range(first, last, rows):
                yield array[start : min(start + rows, last)]
            return
        row_bytes = math.prod(self.shape[1:])
        with self._open() as file:
            self._skip_header(file)
            file.seek(first * row_bytes, os.SEEK_CUR)
            for start in range(first, last, rows):
                wanted = min(rows, last - start) * row_bytes
                data = file.read(wanted)
                if len(data) < wanted:
                    raise EOFError(f"it ends before image {start + len(data) // row_bytes}")
                yield np.frombuffer(data, np.uint8)

    def _skip_header(self, file) -> None:  # noqa: ANN001
        import numpy as np

        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            np.lib.format.read_array_header_1_0(file)
        else:
            np.lib.format.read_array_header_2_0(file)

    def _open(self):  # noqa: ANN202
        if self.path.suffix == ".npy":
            return self.path.open("rb")
        archive = _open_archive(self.path)
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        chosen = "images.npy" if "images.npy" in names else names[0] if len(names) == 1 else None
        if chosen is None:
            raise StudyError(
                f"dataset.path {self.path} holds the arrays {', '.join(names) or 'none'}; it must "
                "hold one array, or one that is named 'images'."
            )
        return archive.open(chosen)

    def _zarr(self):  # noqa: ANN202
        import zarr

        opened = zarr.open(self.path, mode="r")
        if isinstance(opened, zarr.Array):
            return opened
        arrays = dict(opened.arrays())
        if "images" in arrays:
            return arrays["images"]
        if len(arrays) == 1:
            return next(iter(arrays.values()))
        raise StudyError(
            f"dataset.path {self.path} holds the arrays {', '.join(sorted(arrays)) or 'none'}; it "
            "must hold one array, or one that is named 'images'."
        )


def open_source(kind: str, path: str | Path) -> Folder | Archive | Array:
    """The source that a config names.

    Args:
        kind: "folder", "zip", "array", or "celeba" for a folder or the publishers' archive, the
            archive itself or a folder that holds it and no images.
        path: of it.

    Raises:
        StudyError: there is nothing of the kind.
    """
    path = Path(path)
    if kind == "array":
        return Array(path)
    if kind == "zip":
        return Archive(path)
    if kind == "celeba":
        if path.is_file():
            return Archive(path)
        inside = [*path.glob(CELEBA_ZIP), *path.glob(f"*/{CELEBA_ZIP}")]
        if inside and not next(path.rglob("*.jpg"), None):
            return Archive(inside[0])
    return Folder(path)


def natural_key(name: str) -> list[tuple[int, str, str]]:
    """Sort key that puts 2.jpg before 10.jpg."""
    # Numbers are compared by length first: a name may hold more digits than int() takes.
    return [
        (len(part.lstrip("0")), part.lstrip("0"), part) if k % 2 else (0, "", part)
        for k, part in enumerate(re.split(r"([0-9]+)", name))
    ]


def _listing(path: Path, files: list[str], left_out: list[tuple[str, str]]) -> Listing:
    if not files:
        raise StudyError(
            f"dataset.path {path} holds no image file ({', '.join(ENDINGS)}); set it to where "
            "the images are."
        )
    return Listing(
        sorted(files, key=natural_key), sorted(left_out, key=lambda row: natural_key(row[0]))
    )


def _hidden(name: str) -> str:
    if name == "__MACOSX" or name.startswith("._"):
        return "a resource fork of macOS"
    return "hidden" if name.startswith(".") else ""


def _no_image(name: str) -> str:
    return "" if name.lower().endswith(ENDINGS) else "not an image by the ending of its name"


def _check_size(size: int, limit: int) -> None:
    if size == 0:
        raise ValueError("the file is empty")
    if size > limit:
        raise ValueError(f"more than {limit / 1e6:g} MB (dataset.max_file_megabytes)")


def _refuse(error: OSError) -> None:
    raise StudyError(
        f"{error.filename} cannot be listed ({error.strerror}); allow reading it or move it away."
    )


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@cache  # the list of entries is read once in a process
def _open_archive(path: Path) -> zipfile.ZipFile:
    if not path.is_file():
        raise StudyError(f"dataset.path {path} is not a file; set it to the zip archive.")
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        with path.open("rb") as file:
            start = file.read(512).lstrip().lower()
        if start.startswith((b"<!doctype html", b"<html")):
            remedy = "it is a web page, perhaps a notice that a quota is exceeded; download it"
        else:
            remedy = "it may be incomplete; download it"
        raise StudyError(
            f"dataset.path {path} is not a zip archive that can be read ({error}): {remedy} again."
        ) from None
