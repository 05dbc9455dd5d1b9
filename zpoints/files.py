"""Write files whole or not at all."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@contextmanager
def removing(path: str | Path) -> Iterator[None]:
    """Remove a file if the block fails: what it says may not hold once the cause is mended."""
    try:
        yield
    except Exception:
        Path(path).unlink(missing_ok=True)
        raise


def write_json(path: str | Path, content: Any) -> None:
    """Write JSON with sorted keys, so that equal content gives equal bytes."""
    with replacing(path) as temporary:
        text = json.dumps(content, indent=2, sort_keys=True, allow_nan=False)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())


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
