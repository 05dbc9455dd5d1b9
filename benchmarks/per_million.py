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
from pathlib import Path

import numpy as np
from common import (
    Row,
    in_process,
    latent_store,
    peak_bytes,
    prepare_images,
    published_config,
    workflow_script,
)

Z_DIM, SIZE, ATTRIBUTES = 256, 96, 8
VECTORS, NOISE, PHOTOGRAPHS = (100_000, 500_000), (4_000, 12_000), (5_000, 20_000)
ON_VECTORS = (
    *("components_shard", "cloud_shard", "distances", "measure_geometry"),
    *("correlate", "regions", "correlate_attributes"),
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
        for step, counts in (
            ("photographs", PHOTOGRAPHS),
            ("noise", NOISE),
            ("encode_shard", NOISE),
            *((step, VECTORS) for step in ON_VECTORS),
        ):
            small, large = (in_process("per_million.py", step, name, count) for count in counts)
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
    bins = published_config()["distributions"]
    from zpoints.shards import Shard

    latents, one = folder / "latents.json", Shard(1, 1)
    workflow_script("components_shard").components_shard(
        latents, folder / "counts.npz", bins["histogram"], one, 1
    )
    workflow_script("components").components(
        latents, [folder / "counts.npz"], folder / "components.csv", folder / "histogram.npz",
        bins["histogram"], bins["dominant"],
    )  # fmt: skip
    workflow_script("cloud_shard").cloud_shard(latents, folder / "sums.npz", one, 1)
    workflow_script("cloud").cloud(
        latents, [folder / "sums.npz"], folder / "cloud.npz", folder / "lengths.npz"
    )


def step(name: str, folder: Path, count: int) -> None:
    """One job, on `count` images or vectors."""
    from zpoints.shards import Shard

    config = published_config()
    place = folder / str(count)
    latents, moments, one = place / "latents.json", place / "cloud.npz", Shard(1, 1)
    made = place / f"{name}.npz"
    arrays = [place / f"{name}-{k}.npy" for k in range(3)]
    tables = [place / f"{name}-{k}.csv" for k in range(3)]
    job = workflow_script(name) if name not in ("photographs", "noise") else None
    seed = [1, "benchmarks", name]
    if name == "photographs":
        place.mkdir()
        settings = config["dataset"] | {"source": "folder", "count": count}
        prepare_images(str(folder / "photographs"), place, settings, 1)
    elif name == "noise":
        settings = config["dataset"] | {"source": "array", "count": None}
        prepare_images(str(place / "noise.npy"), place, settings, 1)
    elif name == "encode_shard":
        job.encode_shard(
            place / "images.json", folder / "encoder.onnx", place / "part.json",
            config["encoding"], one, 1,
        )  # fmt: skip
    elif name == "components_shard":
        job.components_shard(latents, made, config["distributions"]["histogram"], one, 1)
    elif name == "cloud_shard":
        job.cloud_shard(latents, made, one, 1)
    elif name == "distances":
        job.distances(latents, moments, made, 1)
    elif name == "measure_geometry":
        job.measure_geometry(
            latents, moments, place / "components.csv", *tables,
            config["geometry"], seed,
        )  # fmt: skip
    elif name == "correlate":
        job.correlate(latents, moments, *arrays, *tables[:2], config["correlations"], seed, 1)
    elif name == "regions":
        settings = config["distributions"]["regions"] | {"b": []}
        job.count_regions(latents, place / "components.csv", tables[0], tables[1], settings, seed)
    elif name == "correlate_attributes":
        job.correlate_attributes(latents, moments, place / "attributes.csv", tables[0], 0.01, 1)


if __name__ == "__main__":
    name, folder, count = sys.argv[1:]
    started = time.process_time()
    step(name, Path(folder), int(count))
    print(json.dumps({"cpu": time.process_time() - started, "peak": peak_bytes()}))
