"""Which files a step depends on besides its data: the modules that its script imports.

Rules name them as inputs. Snakemake compares their content, so an edit of one makes the step stale,
and a bare touch does not.
"""

import ast
import hashlib
import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

PACKAGE = "zpoints"


def library(root: str | Path, script: str, *shards: str, also: Sequence[str] = ()) -> list[str]:
    """Files that a rule names as inputs, so that an edit of one makes its jobs stale.

    Args:
        root: folder of the repository.
        script: of the rule, as "<room>/<rule>". The script itself is not listed, because Snakemake
            looks at it without being told.
        shards: scripts whose parts this one gathers. They are listed with what they import, because
            the parts are temporary, and Snakemake does not ask what a deleted file was made of.
        also: modules that the script imports by a name known at run time, e.g. "samplers/cubes".

    Returns:
        paths relative to the working directory: moving the whole folder makes nothing stale.
    """
    root = Path(root)
    gathered = [_script(root, name) for name in shards]
    names = [".".join([PACKAGE, *name.split("/")]) for name in also]
    modules = {
        module
        for path in (_script(root, script), *gathered)
        for module in imported_modules(path, root / PACKAGE, names)
    }
    companions = [path for module in sorted(modules) for path in _companions(module)]
    return [os.path.relpath(path) for path in [*gathered, *sorted(modules), *companions]]


def library_digest(root: str | Path, script: str, *, also: Sequence[str] = ()) -> str:
    """One value for the content of all files that `library` lists.

    For shards: Snakemake looks at each input of each job, which with thousands of them takes longer
    than the rest of the plan.
    """
    return digest(library(root, script, also=also))


def imported_modules(
    script: str | Path, package: str | Path, also: Iterable[str] = ()
) -> list[Path]:
    """Modules of a package that importing a script would load, sorted.

    Read from the source, not by importing: imports inside functions count too. A module's package
    counts with it, because Python loads its `__init__.py` first.

    Args:
        script: a Python file.
        package: folder of the package.
        also: dotted names of further modules to load.
    """
    package = Path(package)
    modules: set[Path] = set()
    waiting = [*_imports(Path(script), package), *_resolve(also, package)]
    while waiting:
        module = waiting.pop()
        if module not in modules:
            modules.add(module)
            waiting += _imports(module, package)
    return sorted(modules)


def digest(sources: Iterable[str | Path]) -> str:
    """SHA-256 of the contents of some files, in their order."""
    contents = (hashlib.sha256(Path(source).read_bytes()).digest() for source in sources)
    return f"sha256:{hashlib.sha256(b''.join(contents)).hexdigest()}"


def _script(root: Path, name: str) -> Path:
    return root / "workflow" / "scripts" / f"{name}.py"


@cache  # many scripts import the same modules
def _imports(source: Path, package: Path) -> frozenset[Path]:
    """Modules of the package that a file imports itself."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"), filename=str(source))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return _resolve(names, package)


def _resolve(names: Iterable[str], package: Path) -> frozenset[Path]:
    """Files of dotted names; what a name says beyond a module, e.g. a class, does not count."""
    modules = set()
    for name in names:
        head, *parts = name.split(".")
        if head != package.name:
            continue
        folder = package
        modules.add(folder / "__init__.py")
        for part in parts:
            module, folder = folder / f"{part}.py", folder / part
            if module.is_file() and not (folder / "__init__.py").is_file():
                modules.add(module)
                break
            modules.add(folder / "__init__.py")
    return frozenset(module for module in modules if module.is_file())


@cache
def _companions(module: Path) -> tuple[Path, ...]:
    """Files beside a module that belong to it by their name, such as the style of a figure."""
    beside = module.parent.glob(f"{module.stem}.*")
    return tuple(sorted(path for path in beside if path.suffix not in (".py", ".pyc")))
