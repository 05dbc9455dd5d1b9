"""A conda channel in a folder, whose packages link to what is installed here.

Each package bears the name that conda-forge gives it and the version that is installed, depends on
what the wheel depends on, and holds links to the files of that wheel alone: a package that is not
asked for cannot be imported.
"""

import csv
import hashlib
import io
import json
import sys
import sysconfig
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import metadata
from itertools import accumulate
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Wheels that have another name on conda-forge.
CONDA_NAMES = {
    "dlib-bin": "dlib",
    "matplotlib": "matplotlib-base",
    "opencv-python-headless": "py-opencv",
    "tensorflow-cpu": "tensorflow",
}
# Builds that an environment may ask for.
BUILDS = {"py-opencv": "headless_0"}
SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


def conda_name(wheel: str) -> str:
    """Name on conda-forge."""
    name = canonicalize_name(wheel)
    return CONDA_NAMES.get(name, name)


class Channel:
    """A folder of packages for one platform."""

    def __init__(self, folder: Path, platform: str) -> None:
        """Name the folder and a platform such as linux-64."""
        self.folder = folder / platform
        self.platform = platform
        self.packages: dict[str, dict] = {}
        self.folder.mkdir(parents=True)
        (folder / "noarch").mkdir()
        (folder / "noarch" / "repodata.json").write_text('{"packages": {}}')

    def add(
        self,
        name: str,
        version: str,
        depends: Iterable[str] = (),
        links: dict[str, Path] | None = None,
        files: dict[str, str] | None = None,
    ) -> None:
        """Write a package of links and texts, by their paths in an environment."""
        links, files = links or {}, files or {}
        build = BUILDS.get(name, "0")
        index = {
            "name": name,
            "version": version,
            "build": build,
            "build_number": 0,
            "depends": sorted(depends),
            "subdir": self.platform,
        }
        paths = [
            {
                "_path": path,
                "path_type": "hardlink",
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "size_in_bytes": len(text.encode()),
            }
            for path, text in files.items()
        ]
        paths += [{"_path": path, "path_type": "softlink"} for path in links]
        texts = files | {
            "info/index.json": json.dumps(index),
            "info/paths.json": json.dumps({"paths": paths, "paths_version": 1}),
            "info/files": "".join(f"{path}\n" for path in (*files, *links)),
        }
        file = self.folder / f"{name}-{version}-{build}.tar.bz2"
        with tarfile.open(file, "w:bz2") as archive:
            for path, text in texts.items():
                member = tarfile.TarInfo(path)
                member.size = len(text.encode())
                archive.addfile(member, io.BytesIO(text.encode()))
            for path, target in links.items():
                member = tarfile.TarInfo(path)
                member.type, member.linkname = tarfile.SYMTYPE, str(target)
                archive.addfile(member)
        content = file.read_bytes()
        digests = {kind: hashlib.new(kind, content).hexdigest() for kind in ("md5", "sha256")}
        self.packages[file.name] = index | digests | {"size": len(content)}

    def publish(self) -> None:
        """Write the list of packages."""
        listing = {"info": {"subdir": self.platform}, "packages": self.packages}
        (self.folder / "repodata.json").write_text(json.dumps(listing))


def wrap_python(channel: Channel, version: str) -> None:
    """Add the interpreter that runs here as a package of any version."""
    here = "{}.{}".format(*sys.version_info)
    python = Path(sys.executable).resolve()
    channel.add(
        "python",
        version,
        links={f"bin/{name}": python for name in ("python", "python3", f"python{here}")},
        # Makes it look for modules in its environment alone.
        files={"pyvenv.cfg": f"home = {python.parent}\ninclude-system-site-packages = false\n"},
    )


def wrap_wheels(channel: Channel, wheels: Iterable[str]) -> None:
    """Add installed wheels and all that they depend on."""
    inside = SITE_PACKAGES.relative_to(sys.prefix)
    owners = _owners()
    waiting, done = list(wheels), set()
    while waiting:
        wheel = canonicalize_name(waiting.pop())
        if wheel in done:
            continue
        done.add(wheel)
        needed = set(_requirements(wheel))
        waiting += needed
        channel.add(
            conda_name(wheel),
            metadata.version(wheel),
            {"python", *map(conda_name, needed)},
            {str(inside / path): SITE_PACKAGES / path for path in _links(wheel, owners)},
        )


def _requirements(wheel: str, extra: str = "") -> Iterator[str]:
    """Wheels that a wheel needs here, also by the extras that it asks of others."""
    for text in metadata.requires(wheel) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield canonicalize_name(requirement.name)
            for inner in requirement.extras:
                yield from _requirements(requirement.name, inner)


def _owners() -> dict[str, set[str]]:
    """Wheels that have files below each path in site-packages."""
    owners = defaultdict(set)
    for wheel in metadata.distributions(path=[str(SITE_PACKAGES)]):
        name = canonicalize_name(wheel.name)
        for chain in _chains(wheel):
            for path in chain:
                owners[path].add(name)
    return owners


def _links(wheel: str, owners: dict[str, set[str]]) -> set[str]:
    """Uppermost folders and files that are the wheel's alone."""
    return {
        next((path for path in chain if owners[path] == {wheel}), chain[-1])
        for chain in _chains(metadata.distribution(wheel))
    }


def _chains(wheel: metadata.Distribution) -> Iterator[list[str]]:
    """Of each file: the folders that it is in, from the uppermost one, and the file itself."""
    # `wheel.files` says the same ten times as slowly.
    for row in csv.reader((wheel.read_text("RECORD") or "").splitlines()):
        parts = row[0].split("/")
        # Commands lie elsewhere; bytecode is made anew; .pth files would run in every start.
        if parts[0] not in ("", "..", "__pycache__") and not row[0].endswith(".pth"):
            yield list(accumulate(parts, "{}/{}".format))


def install_base(prefix: Path, stand_in: Path, channel: Path) -> Path:
    """Put a conda command and its `activate` into a folder; the command.

    Args:
        prefix: conda's own folder.
        stand_in: script that answers for conda.
        channel: folder that stands for conda-forge.
    """
    settings = prefix / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(
        json.dumps(
            {
                "prefix": str(prefix),
                "packages": str(prefix / "pkgs"),
                "channels": {"conda-forge": channel.as_uri()},
            }
        )
    )
    scripts = {
        "conda": f'#!/bin/sh\nexec "{sys.executable}" "{stand_in}" "{settings}" "$@"\n',
        "activate": 'export CONDA_PREFIX="$1" PATH="$1/bin:$PATH"\n',
    }
    (prefix / "bin").mkdir(exist_ok=True)
    for name, text in scripts.items():
        (prefix / "bin" / name).write_text(text)
        (prefix / "bin" / name).chmod(0o755)
    return prefix / "bin" / "conda"
