"""Arrays inside a page: text that its script turns into typed arrays again."""

import base64
import gzip
from typing import NamedTuple

import numpy as np

# Types that the page's script knows, by the names that NumPy has for them.
TYPES = ("int8", "uint8", "int16", "uint16", "uint32", "float32")
LEVEL = 9


class Blob(NamedTuple):
    """Values of one type for the page.

    name: by which the script asks for it, made of letters, digits, "_" and "/"; type: one of TYPES;
    content: the values, little-endian, compressed if `packed`.
    """

    name: str
    type: str
    content: bytes
    packed: bool

    @property
    def markup(self) -> str:
        """The element of the page; Base64 and names hold nothing that HTML would read."""
        text = base64.b64encode(self.content).decode()
        packed = " data-gzip" if self.packed else ""
        return (
            f'<script type="application/octet-stream" data-blob="{self.name}" '
            f'data-type="{self.type}"{packed}>{text}</script>\n'
        )


def blob(name: str, values: np.ndarray, packed: bool = True) -> Blob:
    """Values as a blob, in C order.

    Args:
        name: of the blob.
        values: of any shape and of one of TYPES.
        packed: compress them. Files that are compressed already stay as they are.

    Raises:
        ValueError: the page's script has no such type.
    """
    kind = values.dtype.name
    if kind not in TYPES:
        raise ValueError(f"a page holds no {kind}; of {name} make one of {', '.join(TYPES)}")
    content = values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
    # Without a time: the same values give the same bytes.
    return Blob(name, kind, gzip.compress(content, LEVEL, mtime=0) if packed else content, packed)
