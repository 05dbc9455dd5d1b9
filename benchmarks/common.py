"""What the benchmarks share: rows of the table, alternating repeats, sides in own processes."""

import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

if TYPE_CHECKING:
    from zpoints.config.study import Study

ROOT = Path(__file__).resolve().parent.parent
THREADS = 2


@dataclass(frozen=True)
class Row:
    """One line of the table; `met` is None where nothing could be measured."""

    name: str
    ours: str
    peer: str = "-"
    ratio: float | None = None
    target: str = "-"
    met: bool | None = None

    def markdown(self) -> str:
        """The row as Markdown."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        met = {True: "met", False: "not met", None: "-"}[self.met]
        return f"| {self.name} | {self.ours} | {self.peer} | {ratio} | {self.target} | {met} |"


HEADING = "| benchmark | ours | peer | ratio | target | met |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Comparison:
    """Medians over the repeats; `ratio` is the median of ours/peer within each repeat."""

    ours: float
    peer: float
    ratio: float


def alternate(ours: Callable[[], float], peer: Callable[[], float], repeats: int) -> Comparison:
    """Measure both sides in turn (each returns a speed), the order reversed in every repeat."""
    pairs = []
    for repeat in range(repeats):
        measured = {}
        for side in (ours, peer) if repeat % 2 == 0 else (peer, ours):
            measured[side] = side()
        pairs.append((measured[ours], measured[peer]))
        print(f"  repeat {repeat + 1}: {pairs[-1][0]:.4g} against {pairs[-1][1]:.4g}", flush=True)
    return Comparison(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def in_process(script: str, *arguments: object, blas_threads: int | None = None) -> dict:
    """Run `script` of this folder in a fresh process: its thread pools end with it.

    Args:
        script: its file name.
        arguments: of its command line.
        blas_threads: threads of NumPy's matrix products; if None, what the environment says, or
            as many as there are cores.

    Returns:
        The JSON object that is the last line of its standard output.

    Raises:
        RuntimeError: with the end of its standard error, if it fails.
    """
    command = [sys.executable, str(Path(__file__).with_name(script)), *map(str, arguments)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**user_environment(), "PYTHONPATH": path}
    if blas_threads is not None:
        environment["OPENBLAS_NUM_THREADS"] = str(blas_threads)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "no message")
    return json.loads(done.stdout.strip().splitlines()[-1])


def command_seconds(command: Sequence[str], folder: Path) -> tuple[float, float, str]:
    """Wall and CPU seconds of a command with all its children, and what it printed.

    Raises:
        RuntimeError: the command failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=user_environment(), capture_output=True, text=True
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    printed = done.stdout + done.stderr
    if done.returncode:
        raise RuntimeError(printed.strip().splitlines()[-1] if printed.strip() else "no message")
    return wall, cpu, printed


def user_environment() -> dict[str, str]:
    """The environment without the switch that makes every start compile all modules anew."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def peak_bytes() -> int:
    """Largest memory that this process has held so far (Linux).

    `resource.getrusage` would not do: its peak is inherited from the process that started this.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


def latent_block(vectors: int, z_dim: int, seed: int = 1) -> np.ndarray:
    """Gaussian latent vectors whose components have standard deviations from 0.25 to 3."""
    latents = np.random.default_rng(seed).standard_normal((vectors, z_dim), np.float32)
    latents *= np.linspace(0.25, 3, z_dim, dtype=np.float32)
    return latents


def latent_store(manifest: Path, vectors: int, z_dim: int, chunk: int = 4096) -> None:
    """Write a store of latent vectors as the rule `encoding` does, chunk by chunk."""
    from zpoints.stores.writer import Writer

    dimensions = ("image", "component")
    with Writer(manifest, "latents", dimensions, (z_dim,), "float32", chunk) as writer:
        for start in range(0, vectors, chunk):
            writer.append(latent_block(min(chunk, vectors - start), z_dim, seed=start))
        writer.publish({}, {})


def published_study() -> "Study":
    """The published study: cases I and II at 96x96 pixels."""
    from zpoints.config.check import check
    from zpoints.config.study import Study

    given, schema = (
        yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
        for path in ("config/celeba.yaml", "workflow/schemas/config.schema.yaml")
    )
    return Study(check(given, schema), schema)


def published_config() -> dict:
    """The checked config of the published study."""
    return published_study().config


def paint_store(folder: Path, training: int, validation: int) -> Path:
    """Write a store of painted 96x96 images as the rule `images` does; its manifest's path."""
    settings = {
        **published_config()["dataset"],
        "source": "painted",
        "path": None,
        "count": training + validation,
        "validation_share": validation / (training + validation),
    }
    return prepare_images(None, folder, settings, THREADS)


def prepare_images(
    path: str | None, folder: Path, settings: dict, workers: int, shards: int = 1
) -> Path:
    """Do what the rules `listing`, `images_shard` and `images` do; path of the manifest."""
    from workflow.scripts.dataset import images, images_shard, listing

    seed = [1, "benchmarks", "images"]
    settings = {key: settings[key] for key in published_study().decisive("dataset")}
    settings["path"] = path
    parts = folder / "shards"
    parts.mkdir(exist_ok=True)
    names = [f"{k}-of-{shards}" for k in range(1, shards + 1)]
    lists, listed, manifest = parts / "lists", parts / "listing.json", folder / "images.json"
    records = {parts / f"{name}.json": parts / f"{name}.npz" for name in names}
    tables = {name: folder / f"{name}.csv" for name in ("images", "attributes", "skipped")}
    listing.listing(names, lists, listed, seed, settings, **settings)
    for name, part in zip(names, records.items(), strict=True):
        share = lists / f"{name}.json"
        images_shard.images_shard(share, listed, *part, seed, workers, **settings)
    images.images(listed, records, manifest, tables, seed, workers, **settings)
    shutil.rmtree(parts)
    return manifest


def encode_images(
    folder: Path, settings: dict, threads: int, shards: int = 1, out: str = "latents.json"
) -> Path:
    """Do what the rules `encoding_shard` and `encoding` do; path of the manifest."""
    from workflow.scripts.latents import encoding, encoding_shard
    from zpoints.shards import Shard

    images, encoder, manifest = folder / "images.json", folder / "encoder.onnx", folder / out
    parts = folder / "latents.shards"
    parts.mkdir(exist_ok=True)
    manifests = [parts / f"{k}-of-{shards}.json" for k in range(1, shards + 1)]
    for part in manifests:
        shard = Shard.named(part.stem)
        encoding_shard.encoding_shard(images, encoder, part, shard, threads, **settings)
    encoding.encoding(images, encoder, manifests, manifest, settings["chunk_vectors"])
    shutil.rmtree(parts)
    return manifest
