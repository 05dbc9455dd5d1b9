"""Write files whole or not at all."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # many jobs that write files have no table
    import pandas as pd


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path next to `path`; put it in place if the block ends well.

    The temporary name keeps the ending, because savers choose their format by it.
    """
    path = Path(path)
    temporary = path.with_name(f"partial-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: str | Path, content: Any) -> None:
    """Write JSON with sorted keys, so that equal content gives equal bytes."""
    with replacing(path) as temporary:
        text = json.dumps(content, indent=2, sort_keys=True, allow_nan=False)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())


def write_array(path: str | Path, array: np.ndarray) -> None:
    """Write one array as .npy, without pickles."""
    with replacing(path) as temporary:
        np.save(temporary, array, allow_pickle=False)


def read_array(path: str | Path, mmap: bool = False) -> np.ndarray:
    """The array of a .npy file, without pickles; with `mmap` only what is looked at is read."""
    return np.load(path, mmap_mode="r" if mmap else None, allow_pickle=False)


def write_arrays(path: str | Path, **arrays: Any) -> None:
    """Write named arrays (or numbers) as .npz, in the order given, without pickles."""
    if objects := [name for name, array in arrays.items() if np.asarray(array).dtype.hasobject]:
        raise ValueError(f"{', '.join(objects)} would need allow_pickle")
    with replacing(path) as temporary:
        np.savez(temporary, **arrays)


def read_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """All arrays of an .npz file by their names, without pickles."""
    with np.load(path, allow_pickle=False) as saved:
        return dict(saved)


def optional(value: str | Sequence[str] | None) -> str | None:
    """The one path of an input that a rule may leave out, else None."""
    if not value:
        return None
    if isinstance(value, str):
        return value
    (path,) = value
    return path


def write_table(path: str | Path, table: "pd.DataFrame", digits: int = 9) -> None:
    """Write a table as CSV; `digits` significant ones hold a float32 exactly."""
    with replacing(path) as temporary:
        table.to_csv(
            temporary,
            index=False,
            float_format=f"%.{digits}g",
            lineterminator="\n",
            errors="backslashreplace",
        )


def digest(path: str | Path) -> str:
    """SHA-256 of a file's bytes as "sha256:…"."""
    with Path(path).open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
