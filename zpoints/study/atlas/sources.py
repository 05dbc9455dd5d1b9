"""What the page is made of besides Python: template, style, scripts, and the engine's program.

Rules read this while they plan, so the module imports no library.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
# The scripts that run when the page opens; what other files define must be there before.
LAST = "main.js"
# Sent to the workers instead of run on the page, in this order.
IN_WORKERS = ("engine.js", "worker.js")


def sources(folder: Path = FOLDER) -> list[Path]:
    """All files that the page is made of, sorted: an edit of one makes it stale."""
    places = (*(folder / "page").glob("*"), *(folder / "engine").glob("*"))
    return sorted(path for path in places if path.suffix in (".html", ".css", ".js", ".wasm"))


def scripts(folder: Path = FOLDER) -> list[Path]:
    """Scripts of the page itself: the engine's, the views' in the order of names, LAST."""
    found = [path for path in sources(folder) if path.suffix == ".js"]
    found = [path for path in found if path.name not in IN_WORKERS]
    return sorted(found, key=lambda path: (path.name == LAST, path.parent.name, path.name))


def worker(folder: Path = FOLDER) -> list[Path]:
    """Scripts that workers run, in order."""
    paths = [folder / "engine" / name for name in IN_WORKERS]
    return [path for path in paths if path.is_file()]
