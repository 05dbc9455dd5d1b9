"""What Snakemake asks of the conda command, and nothing more; for tests.

    python conda_stand_in.py SETTINGS ARGUMENT...

Solving and installing are real: py-rattler does them. Packages come from folders alone: the JSON
file SETTINGS maps channel names to file:// addresses and names the folder of unpacked packages.
Whatever Snakemake does not ask today is refused, so that a new question does not go unnoticed.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import yaml
from rattler import (
    Channel,
    ChannelPriority,
    Gateway,
    MatchSpec,
    RepoDataRecord,
    Subdir,
    VirtualPackage,
    install,
    solve,
)
from rattler.exceptions import SolverError


def main(settings: dict, arguments: list[str]) -> None:
    """Answer one call."""
    if arguments == ["--version"]:
        print("conda 24.7.1")
    elif arguments == ["info", "--json"]:
        platform = str(Subdir.current())
        print(json.dumps({"conda_prefix": settings["prefix"], "platform": platform}))
    elif arguments == ["config", "--get", "channel_priority", "--json"]:
        print(json.dumps({"get": {"channel_priority": "strict"}}))
    elif arguments == ["clean", "-y", "--tarballs"]:
        pass  # it keeps none
    elif arguments[:2] == ["env", "create"]:
        parser = argparse.ArgumentParser(prog="conda env create", allow_abbrev=False)
        parser.add_argument("--quiet", action="store_true", required=True)
        parser.add_argument("--no-default-packages", action="store_true", required=True)
        parser.add_argument("--file", type=Path, required=True)
        parser.add_argument("--prefix", type=Path, required=True)
        options = parser.parse_args(arguments[2:])
        create(settings, options.file, options.prefix)
    else:
        sys.exit(f"conda stand-in: no answer to: conda {' '.join(arguments)}")


def create(settings: dict, file: Path, prefix: Path) -> None:
    """Make the environment of a file."""
    wanted = yaml.safe_load(file.read_text(encoding="utf-8"))
    if wanted.keys() != {"channels", "dependencies"}:
        sys.exit(f"conda stand-in: {file} has keys other than channels and dependencies")
    if not all(isinstance(package, str) for package in wanted["dependencies"]):
        sys.exit(f"conda stand-in: {file} asks for more than conda packages")
    # Without this word, conda adds its default channels.
    if "nodefaults" not in wanted["channels"]:
        sys.exit(f"conda stand-in: {file} does not say nodefaults")
    names = [name for name in wanted["channels"] if name != "nodefaults"]
    if unknown := set(names) - settings["channels"].keys():
        sys.exit(f"conda stand-in: unknown channels: {', '.join(sorted(unknown))}")
    channels = [settings["channels"][name] for name in names]
    if not all(channel.startswith("file://") for channel in channels):
        sys.exit("conda stand-in: channels must be folders")
    asyncio.run(fill(channels, wanted["dependencies"], prefix, Path(settings["packages"])))


async def fill(channels: list[str], packages: list[str], prefix: Path, cache: Path) -> None:
    """Solve and install."""
    records: list[RepoDataRecord] = await solve(
        sources=[Channel(channel) for channel in channels],
        specs=[MatchSpec(package) for package in packages],
        gateway=Gateway(cache_dir=cache / "repodata"),
        platforms=[Subdir.current(), "noarch"],
        virtual_packages=VirtualPackage.detect(),
        channel_priority=ChannelPriority.Strict,
    )
    await install(records, prefix, cache_dir=cache, show_progress=False)


if __name__ == "__main__":
    try:
        main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2:])
        failed = False
    except SolverError as error:
        print(error, file=sys.stderr)
        failed = True
    sys.stdout.flush()
    sys.stderr.flush()
    # py-rattler's threads outlive its work, and may crash an interpreter that tidies up.
    os._exit(failed)
