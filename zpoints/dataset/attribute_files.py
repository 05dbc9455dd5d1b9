"""Attribute files: tables that people keep beside their images, CelebA's or any CSV.

Their first column names the image files. CelebA's partition file is searched for here, too.
"""

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from zpoints.errors import StudyError

PARTITION_FILES = ("list_eval_partition.txt", "list_eval_partition.csv")
ATTRIBUTE_FILES = ("list_attr_celeba.txt", "list_attr_celeba.csv")
MAX_BYTES = 10**9
MAX_CATEGORIES = 20  # a column of more different texts names things instead of sorting them


def find(path: str | Path, names: Sequence[str]) -> Path | None:
    """A file of one of these names in a folder, up to two levels below it, or beside it.

    Args:
        path: a folder, or an archive, in whose folder the search starts then.
        names: names in the order of preference.

    Returns:
        The first such file, None if there is none.
    """
    path = Path(path)
    top = path if path.is_dir() else path.parent
    below = _folders(top)
    places = [top, *below, *(inner for folder in below for inner in _folders(folder))]
    for place in [*places, top.absolute().parent]:
        for name in names:
            if (place / name).is_file():
                return place / name
    return None


def read(path: str | Path) -> pd.DataFrame:
    """Read CelebA's list of attributes (.txt), or a CSV whose first column names the files.

    Returns:
        One column an attribute, indexed by file name. Numbers are float64 (CelebA's -1 and 1 become
        0 and 1), and so are true and false; other columns are text. NaN where nothing is known.

    Raises:
        StudyError: the file is missing, too large, incomplete or no such table.
    """
    path = Path(path)
    remedy = "download it again, or set dataset.attributes to another file or to 'none'."
    if not path.is_file():
        raise StudyError(f"dataset.attributes: there is no file {path}; {remedy}")
    if path.stat().st_size > MAX_BYTES:
        raise StudyError(f"{path} is larger than {MAX_BYTES / 1e9:g} GB; {remedy}")
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = file.readline().strip()
        is_celeba = first.isdecimal()
        table = _read_celeba(path, rows=int(first[:12])) if is_celeba else _read_csv(path)
        if table.shape[1] == 0:
            raise ValueError("it has no column beside the file names")
        if table.iloc[-1].isna().all() or (is_celeba and table.iloc[-1].isna().any()):
            raise ValueError(f"its last row, {table.index[-1]}, is not complete")
    except (ValueError, IndexError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = " ".join(str(error).split())
        raise StudyError(
            f"{path} is not a complete table of attributes ({reason}); {remedy}"
        ) from None
    table.index = table.index.astype(str)
    twice = table.index[table.index.duplicated()]
    if len(twice):
        raise StudyError(f"{path} names {twice[0]} twice; keep one of the rows.")
    return table.apply(_typed)


def align(table: pd.DataFrame, files: Sequence[str]) -> tuple[pd.DataFrame, int]:
    """Rows of a table for images in their order.

    A file is looked up by its whole name in the source, else by the last part of the name.

    Args:
        table: indexed by file name, as `read` returns it.
        files: names of the images.

    Returns:
        One row an image, NaN where the table does not name it; and the number of those images.

    Raises:
        StudyError: it names none of the images.
    """
    names = [file if file in table.index else PurePosixPath(file).name for file in map(str, files)]
    aligned = table.reindex(names).reset_index(drop=True)
    missing = int((~pd.Index(names).isin(table.index)).sum())
    if missing == len(names):
        raise StudyError(
            f"the attributes name {table.index[0]} and {len(table) - 1} other files, but none of "
            f"the images, the first of which is {files[0]}; the first column must hold their names."
        )
    return aligned, missing


def _read_celeba(path: Path, rows: int) -> pd.DataFrame:
    """CelebA's list, whose first line states the number of rows."""
    table = pd.read_csv(path, sep=r"\s+", skiprows=1, dtype=str, encoding_errors="replace")
    if len(table) != rows:
        raise ValueError(f"its first line tells of {rows} rows, but it has {len(table)}")
    # The heading has no name for the column of files, so pandas takes that column for the index.
    if isinstance(table.index, (pd.MultiIndex, pd.RangeIndex)):
        raise ValueError("its rows and its heading do not fit")
    return table


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(
        path,
        dtype=str,
        encoding="utf-8-sig",
        encoding_errors="replace",
        index_col=0,
        skipinitialspace=True,
    )


def _typed(column: pd.Series) -> pd.Series:
    """A column of texts as numbers where all of it can be read as such."""
    stripped = column.str.strip()
    numbers = pd.to_numeric(stripped, errors="coerce")
    if (numbers.isna() == stripped.isna()).all() and np.isfinite(numbers.dropna()).all():
        values = set(numbers.dropna().unique())
        if values == {-1, 1}:
            numbers = (numbers > 0).where(numbers.notna())
        return numbers.astype(float)
    words = stripped.str.lower().map({"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0})
    return words if (words.isna() == stripped.isna()).all() else stripped


def _folders(path: Path) -> list[Path]:
    with os.scandir(path) as entries:
        return sorted(path / entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
