"""Image files in a folder tree or a zip archive: which there are, in which order, and their bytes.

Nothing is unpacked and nothing here decodes an image. Names that lead out of their place, links,
devices and files of excessive size are left out with a reason. What a file claims about its size
is checked before it is read.

This module needs no package: a config is checked in the environment of Snakemake alone.
"""

import hashlib
import lzma
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from zpoints.errors import StudyError

# Endings of the files that are read, and Pillow's names of their formats.
ENDINGS = (".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")


@dataclass(frozen=True)
class Listing:
    """What lies in a folder or an archive.

    files: names of the image files in natural order. left_out: (name, reason) of all else.
    """

    files: list[str]
    left_out: list[tuple[str, str]]


@dataclass(frozen=True)
class Folder:
    """A tree of files."""

    path: Path

    def list(self) -> Listing:
        """Look at all names below the folder.

        Links to files are followed when the files are read. Links to folders are not: they may lead
        in circles.

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
                reason = _hidden(name)
                if not reason and Path(parent, name).is_symlink():
                    reason = "a link to a folder, not followed"
                if reason:
                    left_out.append((f"{inside}{name}/", reason))
                    folders.remove(name)
            for name in names:
                file = f"{inside}{name}"
                if reason := _hidden(name) or _no_image(name):
                    left_out.append((file, reason))
                else:
                    files.append(file)
        return _listing(self.path, files, left_out)

    def read(self, file: str, limit: int) -> bytes:
        """Bytes of a file.

        Args:
            file: one of the names that `list` returns.
            limit: largest size in bytes that is read.

        Raises:
            ValueError: with the reason why it cannot be read.
        """
        path = self.path / file
        try:
            # Without waiting: opening a pipe that nobody writes to would never end.
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
        for entry in open_archive(self.path).infolist():
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
            if reason:
                left_out.append((name, reason))
            else:
                files.append(name)
        return _listing(self.path, files, left_out)

    def read(self, file: str, limit: int) -> bytes:
        """Bytes of an entry; arguments and errors as those of `Folder.read`."""
        archive = open_archive(self.path)
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


def natural_key(name: str) -> list[tuple[int, str, str]]:
    """Sort key that puts 2.jpg before 10.jpg."""
    # Numbers are compared by length first: a name may hold more digits than int() takes.
    return [
        (len(part.lstrip("0")), part.lstrip("0"), part) if k % 2 else (0, "", part)
        for k, part in enumerate(re.split(r"([0-9]+)", name))
    ]


@cache  # reading the list of entries takes long
def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a zip archive, once in a process.

    Raises:
        StudyError: the file is missing or no complete zip archive.
    """
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
