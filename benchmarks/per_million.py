"""What each step costs for a million images or vectors: CPU seconds, and memory that does not grow.

Each job runs in a process of its own with one thread, on a smaller and a larger set; the difference
of their CPU seconds gives the cost of a million more, so what a job takes to start does not count.
Memory is the peak for the larger set, and its ratio to that for the smaller one. Images are noise
in an array or JPEGs of CelebA's size (painted faces), at 96x96x3; the encoder is that of case I;
vectors have 256 components. No targets: docs/scaling.md draws the conclusions.
"""

import json
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import numpy as np
from common import (
    Row,
    in_process,
    latent_store,
    peak_bytes,
    prepare_images,
    published_config,
    published_study,
)

Z_DIM, SIZE, ATTRIBUTES = 256, 96, 8
VECTORS, NOISE, PHOTOGRAPHS = (100_000, 500_000), (4_000, 12_000), (5_000, 20_000)
# Rooms and rules whose jobs read all vectors; `origin` and `normality` read what `distances` wrote.
ON_VECTORS = (
    ("cloud", "histogram_shard"),
    ("cloud", "covariance_shard"),
    ("cloud", "distances"),
    ("geometry", "origin"),
    ("geometry", "normality"),
    ("correlations", "matrix"),
    ("distributions", "regions"),
    ("attributes", "attribute_correlations"),
)


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """CPU seconds for a million, and memory in megabytes."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        import preparing

        preparing.write_photographs(folder / "photographs")
        in_process("shards.py", "export", name)
        for count in NOISE:
            noise = np.random.default_rng(1).integers(0, 256, (count, SIZE, SIZE, 3), np.uint8)
            (folder / str(count)).mkdir()
            np.save(folder / str(count) / "noise.npy", noise)
        for count in VECTORS:
            write_vectors(folder / str(count), count)
        for room, step, counts in (
            ("dataset", "photographs", PHOTOGRAPHS),
            ("dataset", "noise", NOISE),
            ("latents", "encoding_shard", NOISE),
            *((room, step, VECTORS) for room, step in ON_VECTORS),
        ):
            small, large = (
                in_process("per_million.py", room, step, name, count) for count in counts
            )
            cost = (large["cpu"] - small["cpu"]) / (counts[1] - counts[0]) * 1e6
            found.append(
                Row(
                    f"{step}, of a million",
                    f"{cost:.1f} s CPU",
                    f"{large['peak'] / 1e6:.0f} MB",
                    large["peak"] / small["peak"],
                )
            )
            print(found[-1].markdown(), flush=True)
    return found


def write_vectors(folder: Path, count: int) -> None:
    """A store of vectors and all that the steps look at beside it."""
    folder.mkdir()
    latent_store(folder / "latents.json", count, Z_DIM)
    values = np.random.default_rng(2).normal(size=(count, ATTRIBUTES))
    head = ",".join(["image", *(f"a{k}" for k in range(ATTRIBUTES))])
    np.savetxt(
        folder / "attributes.csv",
        np.column_stack([np.arange(count), values]),
        ["%d", *["%.6g"] * ATTRIBUTES],
        ",",
        header=head,
        comments="",
    )
    from workflow.scripts.cloud import covariance, covariance_shard, histogram, histogram_shard
    from workflow.scripts.distributions import components
    from zpoints.shards import Shard

    settings = published_config()["distributions"]
    latents, part, one = folder / "latents.json", folder / "part.npz", Shard(1, 1)
    counts, moments = folder / "histogram.npz", folder / "moments.npz"
    histogram_shard.histogram_shard(latents, part, one, 1, **settings["histogram"])
    histogram.histogram(latents, [part], counts, moments, **settings["histogram"])
    components.components(counts, moments, folder / "components.csv", **settings["dominant"])
    covariance_shard.covariance_shard(latents, part, one, 1)
    covariance.covariance(latents, [part], folder / "cloud.npz", folder / "lengths.npz")


def prepare(name: str, folder: Path, count: int) -> None:
    """Read `count` images, which are photographs or noise."""
    settings = published_config()["dataset"]
    place = folder / str(count)
    if name == "photographs":
        place.mkdir()
        settings |= {"source": "folder", "count": count}
        prepare_images(str(folder / "photographs"), place, settings, 1)
    else:
        settings |= {"source": "array", "count": None}
        prepare_images(str(place / "noise.npy"), place, settings, 1)


def step(room: str, name: str, folder: Path, count: int) -> None:
    """The job of a rule on `count` images or vectors."""
    from zpoints.shards import Shard

    config = published_config()
    place = folder / str(count)
    latents, cloud, one = place / "latents.json", place / "cloud.npz", Shard(1, 1)
    components, made = place / "components.csv", place / f"{name}.npz"
    arrays = [place / f"{name}-{k}.npy" for k in range(3)]
    tables = [place / f"{name}-{k}.csv" for k in range(2)]
    job = getattr(import_module(f"workflow.scripts.{room}.{name}"), name)
    seed = [1, "benchmarks", name]
    if name == "encoding_shard":
        settings = published_study().decisive("encoding")
        job(place / "images.json", folder / "encoder.onnx", place / "part.json", one, 1, **settings)
    elif name == "histogram_shard":
        job(latents, made, one, 1, **config["distributions"]["histogram"])
    elif name == "covariance_shard":
        job(latents, made, one, 1)
    elif name == "distances":
        job(latents, cloud, place / "mahalanobis.npz", 1)
    elif name in ("origin", "normality"):
        keys = {
            "origin": ("neighbours", "neighbour_queries"),
            "normality": ("leading", "outlier_sigma"),
        }
        settings = {key: config["geometry"][key] for key in keys[name]}
        settings |= {"seed": seed} if name == "origin" else {}
        job(latents, cloud, place / "mahalanobis.npz", components, tables[0], 1, **settings)
    elif name == "matrix":
        keys = ("vectors", "subsets", "thresholds", "pairs_above")
        settings = {key: config["correlations"][key] for key in keys}
        job(latents, cloud, *arrays, *tables, **settings, seed=seed, threads=1)
    elif name == "regions":
        settings = config["distributions"]["regions"] | {"b": []}
        job(latents, components, *tables, **settings, seed=seed)
    elif name == "attribute_correlations":
        job(latents, cloud, place / "attributes.csv", tables[0], 0.01, 1)


if __name__ == "__main__":
    room, name, folder, count = sys.argv[1:]
    started = time.process_time()
    if room == "dataset":
        prepare(name, Path(folder), int(count))
    else:
        step(room, name, Path(folder), int(count))
    print(json.dumps({"cpu": time.process_time() - started, "peak": peak_bytes()}))
