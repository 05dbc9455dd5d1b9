"""Build engine.wasm from engine.c: `python -m zpoints.study.atlas.engine.build`.

The compiler is that of the Python package ziglang, of the extra `test`. What it makes is committed,
so that nobody needs a compiler to write an atlas; a test builds it again and compares the bytes.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE, BINARY = FOLDER / "engine.c", FOLDER / "engine.wasm"
OPTIONS = (
    *("-target", "wasm32-freestanding", "-mcpu=generic+simd128", "-std=c11", "-O3"),
    *("-Wall", "-Wextra", "-Werror", "-nostdlib", "-fno-builtin-memset", "-fno-builtin-memcpy"),
    # The heap begins behind the module's own data and its stack.
    *("-Wl,--no-entry", "-Wl,--export=__heap_base", "-Wl,-z,stack-size=65536"),
    "-Wl,--strip-all",
)


def available() -> bool:
    """Whether the compiler is installed."""
    return importlib.util.find_spec("ziglang") is not None


def build(path: Path) -> None:
    """Compile the engine.

    Args:
        path: of the WebAssembly file to write.

    Raises:
        RuntimeError: with the compiler's messages.
    """
    with tempfile.TemporaryDirectory() as cache:
        done = subprocess.run(
            [sys.executable, "-m", "ziglang", "cc", *OPTIONS, "-o", str(path), str(SOURCE)],
            env={**os.environ, "ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    path.chmod(0o644)


if __name__ == "__main__":
    build(BINARY)
