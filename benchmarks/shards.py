"""What shards cost: CPU time of four against one, joining a hundred, planning a thousand.

The first row is Snakemake itself on two cores, from an array of 100,000 images of noise (96x96x3,
which cost what faces cost) to the latent vectors of an encoder of case I, their histograms and
their covariance: all jobs that shards share, with the start of each job and with Snakemake's own
time. The second joins the results of a hundred shards for 256 components, in the jobs `histogram`
and `covariance`. The third plans the whole study of one case in 1,000 shards of the vectors, the
next also in 1,000 of the images. The last feeds 10,000,000 vectors of 256 components to histograms,
moments and covariance in four shards, two at a time, and sets the seconds beside those that reading
the store with its checksums takes in the same way; memory is that of both jobs at once. The stores
of the first and the last take 6 and 10 GB on disk while they are needed.
"""

import json
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import yaml
from common import (
    ROOT,
    THREADS,
    Row,
    command_seconds,
    in_process,
    latent_store,
    peak_bytes,
    published_config,
)

IMAGES, SIZE, MANY, Z_DIM = 100_000, 96, 10_000_000, 256
TARGET_CPU, TARGET_JOIN, TARGET_PLAN, TARGET_MEMORY = 1.15, 2, 10, 2**30
COPIED = ("Snakefile", "rules", "workflow", "zpoints", "profiles", "envs")


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """CPU seconds, seconds and bytes; all are better when small."""
    return [four_shards(repeats), join(), plan(1), plan(1000), many_vectors()]


def workflow_copy(folder: Path, config: dict) -> Path:
    """The workflow in a folder of its own, with a config."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored, dirs_exist_ok=True)
        else:
            shutil.copy2(source, folder / name)
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "config.yaml").write_text(yaml.safe_dump(config))
    return folder


def snakemake(folder: Path, *arguments: str) -> float:
    """CPU seconds of Snakemake and of its jobs."""
    command = [sys.executable, "-m", "snakemake", *arguments, "--cores", str(THREADS)]
    return command_seconds(command, folder)[1]


def four_shards(repeats: int) -> Row:
    """The jobs that shards share, from images to covariance."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_process("shards.py", "export", name)
        with (folder / "noise.npy").open("wb") as file:
            shape = (IMAGES, SIZE, SIZE, 3)
            head = {"descr": "|u1", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, head)
            random = np.random.default_rng(1)
            for _ in range(IMAGES // 1000):
                file.write(random.bytes(1000 * SIZE * SIZE * 3))
        models = {part: f"{part}.onnx" for part in ("encoder", "decoder")}
        dataset = {"source": "array", "path": "noise.npy"}
        config = {"study": "shards", "dataset": dataset, "cases": {"own": models}}
        workflow_copy(folder, config)
        targets = [
            f"results/shards/own/{path}" for path in ("cloud/cloud.npz", "cloud/histogram.npz")
        ]

        def cpu(shards: int) -> float:
            shutil.rmtree(folder / "results", ignore_errors=True)
            scatter = ("--set-scatter", f"images={shards}", f"vectors={shards}")
            return snakemake(folder, *targets, *scatter)

        measured = []
        for repeat in range(repeats):
            both = {shards: cpu(shards) for shards in ((4, 1) if repeat % 2 == 0 else (1, 4))}
            measured.append((both[4] / both[1], both[4], both[1]))
            print(f"  repeat {repeat + 1}: {both[4]:.1f} against {both[1]:.1f}", flush=True)
        ratio, four, one = sorted(measured)[len(measured) // 2]
    return Row(
        f"CPU time of four shards against one, {IMAGES} images to covariance",
        f"{four:.0f} s",
        f"{one:.0f} s",
        ratio,
        f"<= {TARGET_CPU}",
        ratio <= TARGET_CPU,
    )


def export(folder: Path) -> dict:
    """Write the models of an untrained case I: their speed is that of trained ones."""
    from zpoints.models import environment

    environment.prepare_training(THREADS, gpus=0)
    from zpoints.models import architecture, autoencoder

    settings = published_config()["cases"]["I"]
    encoder, decoder, _ = autoencoder.build(architecture.from_config(settings, SIZE, 3))
    for name, model, shape in (
        ("encoder", encoder, (1, SIZE, SIZE, 3)),
        ("decoder", decoder, (1, Z_DIM)),
    ):
        model.predict_on_batch(np.zeros(shape, np.float32))
        model.export(folder / f"{name}.onnx", format="onnx", verbose=False)
    return {}


def join(shards: int = 100, vectors: int = 409_600) -> Row:
    """Seconds of the two jobs that join what shards found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        latent_store(folder / "latents.json", vectors, Z_DIM)
        result = in_process("shards.py", "join_found", name, shards)
    seconds = result["seconds"]
    return Row(
        f"joining what {shards} shards found, {Z_DIM} components",
        f"{seconds:.2f} s",
        target=f"<= {TARGET_JOIN} s",
        met=seconds <= TARGET_JOIN,
    )


def join_found(folder: Path, shards: str) -> dict:
    """Do the jobs of all shards, then measure those that join."""
    from workflow.scripts.cloud import covariance, covariance_shard, histogram, histogram_shard
    from zpoints.shards import Shard

    settings = published_config()["distributions"]["histogram"]
    names = [f"{k}-of-{shards}" for k in range(1, int(shards) + 1)]
    latents = folder / "latents.json"
    counts, sums = ([folder / f"{kind}-{name}.npz" for name in names] for kind in "cs")
    for name, count, total in zip(names, counts, sums, strict=True):
        histogram_shard.histogram_shard(latents, count, Shard.named(name), 1, **settings)
        covariance_shard.covariance_shard(latents, total, Shard.named(name), 1)
    started = time.perf_counter()
    histogram.histogram(
        latents, counts, folder / "histogram.npz", folder / "moments.npz", **settings
    )
    covariance.covariance(latents, sums, folder / "cloud.npz", folder / "lengths.npz")
    return {"seconds": time.perf_counter() - started}


def plan(of_images: int, shards: int = 1000) -> Row:
    """CPU seconds of a dry run; the target is for shards of the vectors alone."""
    with tempfile.TemporaryDirectory() as name:
        config = yaml.safe_load((ROOT / "config" / "tiny.yaml").read_text(encoding="utf-8"))
        config["cases"] = {"I": config["cases"]["I"]}
        folder = workflow_copy(Path(name), config)
        scatter = ("--set-scatter", f"images={of_images}", f"vectors={shards}")
        seconds = snakemake(folder, "--dry-run", *scatter)
    return Row(
        f"dry run of a study of one case, {shards} shards of vectors, {of_images} of images",
        f"{seconds:.1f} s",
        target=f"<= {TARGET_PLAN} s" if of_images == 1 else "-",
        met=seconds <= TARGET_PLAN if of_images == 1 else None,
    )


def many_vectors(shards: int = 4) -> Row:
    """Peak memory of two jobs at a time, and how long they take beside reading alone."""
    with tempfile.TemporaryDirectory() as name:
        latent_store(Path(name) / "latents.json", MANY, Z_DIM)
        wall, peaks = {}, {}
        for side in ("read_shard", "measure_shard"):
            names = [f"{k}-of-{shards}" for k in range(1, shards + 1)]
            started = time.perf_counter()
            with ThreadPoolExecutor(THREADS) as pool:
                done = list(
                    pool.map(
                        lambda shard, side=side: in_process(
                            "shards.py", side, name, shard, blas_threads=1
                        ),
                        names,
                    )
                )
            wall[side] = time.perf_counter() - started
            peaks[side] = THREADS * max(result["peak_bytes"] for result in done)
    peak = peaks["measure_shard"]
    return Row(
        f"histograms, moments and covariance of {MANY} vectors against reading them; "
        f"memory {peak / 2**20:.0f} MiB",
        f"{wall['measure_shard']:.0f} s",
        f"{wall['read_shard']:.0f} s",
        wall["measure_shard"] / wall["read_shard"],
        "<= 1 GiB",
        peak <= TARGET_MEMORY,
    )


def read_shard(folder: Path, name: str) -> dict:
    """Read the vectors of a shard with their checksums."""
    from zpoints.shards import Shard
    from zpoints.stores.reader import open_store

    store = open_store(folder / "latents.json")
    for _ in store.blocks("latents", store.shard("latents", Shard.named(name))):
        pass
    return {"peak_bytes": peak_bytes()}


def measure_shard(folder: Path, name: str) -> dict:
    """Do both jobs of a shard."""
    from workflow.scripts.cloud import covariance_shard, histogram_shard
    from zpoints.shards import Shard

    settings = published_config()["distributions"]["histogram"]
    latents, shard = folder / "latents.json", Shard.named(name)
    histogram_shard.histogram_shard(latents, folder / f"histogram-{name}.npz", shard, 1, **settings)
    covariance_shard.covariance_shard(latents, folder / f"covariance-{name}.npz", shard, 1)
    return {"peak_bytes": peak_bytes()}


if __name__ == "__main__":
    sides = {
        "export": export,
        "join_found": join_found,
        "read_shard": read_shard,
        "measure_shard": measure_shard,
    }
    print(json.dumps(sides[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
