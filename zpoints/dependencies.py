"""Which modules of a package a script imports, directly or through one another."""

import ast
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path


def imported_modules(script: str | Path, package: str | Path) -> list[Path]:
    """Files of a package that importing a script would load, sorted.

    Read from the source, not by importing: imports inside functions count too.

    Args:
        script: a Python file.
        package: folder of the package, which holds no subpackages.
    """
    package = Path(package)
    found: set[Path] = set()
    waiting = [Path(script)]
    while waiting:
        for module in _imports(waiting.pop(), package) - found:
            found.add(module)
            waiting.append(module)
    return sorted(found)


def digest(sources: Sequence[str | Path]) -> str:
    """SHA-256 of the contents of some files, in their order."""
    contents = (hashlib.sha256(Path(source).read_bytes()).digest() for source in sources)
    return f"sha256:{hashlib.sha256(b''.join(contents)).hexdigest()}"


@cache  # many scripts import the same modules
def _imports(source: Path, package: Path) -> frozenset[Path]:
    names = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"), filename=str(source))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    modules = set()
    for name in names:
        head, _, rest = name.partition(".")
        if head == package.name:
            modules.add(package / "__init__.py")
            path = package / f"{rest}.py"
            if rest and path.is_file():
                modules.add(path)
    return frozenset(modules)
