"""The atlas as one file: template, style, scripts and data in one page that asks for nothing.

Template, style and scripts are in the folder page/, the program that decodes is in engine/.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from jinja2.filters import do_mark_safe

from zpoints.study.atlas.blobs import Blob, blob
from zpoints.study.atlas.sources import FOLDER, scripts, worker

# What would end a script element, or begin a comment in it, as JSON writes it otherwise.
ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def page(described: Mapping[str, Any], blobs: Iterable[Blob], folder: Path = FOLDER) -> str:
    """The page as HTML.

    Args:
        described: what `zpoints.study.atlas.study.study_data` says of the study.
        blobs: of the study and its cases.
        folder: which holds page/ and engine/.

    Raises:
        ValueError: a script holds what would end its element.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder / "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = joined(sorted((folder / "page").glob("*.css")))
    script = joined(scripts(folder))
    parts = {
        "style": style,
        "script": script,
        "worker": joined(worker(folder)),
        "data": escaped(described),
        "blobs": "".join(one.markup for one in (*blobs, *engine(folder))),
    }
    return environment.get_template("atlas.html").render(
        study=described["study"],
        title=described["title"],
        policy=do_mark_safe(policy(script, style)),
        # Nothing in them can end the element that they stand in.
        **{name: do_mark_safe(text) for name, text in parts.items()},
    )


def escaped(content: Any) -> str:
    """JSON that may stand in a script element, whatever its texts hold."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(ESCAPES)


def joined(paths: Iterable[Path]) -> str:
    """Contents of files one after the other."""
    texts = [path.read_text("utf-8") for path in paths]
    for text in texts:
        if "</script" in text.lower() or "</style" in text.lower() or "<!--" in text:
            raise ValueError("a script or style of the page holds what ends its element")
    return "\n".join(texts)


def policy(script: str, style: str) -> str:
    """Content security policy: only what is in the page runs, and nothing is fetched."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {hashed(script)} 'wasm-unsafe-eval'",
            f"style-src {hashed(style)}",
            "worker-src blob:",
            "img-src blob: data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def hashed(text: str) -> str:
    """How a policy names an element by its content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def engine(folder: Path) -> list[Blob]:
    """The program that decodes, as a blob."""
    path = folder / "engine" / "engine.wasm"
    return [blob("engine", np.fromfile(path, np.uint8))] if path.is_file() else []
