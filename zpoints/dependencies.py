"""Which modules of a package a script imports, directly or through one another."""

import ast
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


def _imports(source: Path, package: Path) -> set[Path]:
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
    return modules
