"""Photographs, and the jobs that prepare them."""

import numpy as np
import pytest
from PIL import Image

from workflow.scripts.dataset.images import images
from workflow.scripts.dataset.images_shard import images_shard
from workflow.scripts.dataset.listing import listing
from zpoints.config.check import check
from zpoints.config.study import Study

SEED = [1, "tests", "images"]


@pytest.fixture(scope="session")
def picture():
    """Make a picture whose blue is a number."""

    def make(number, side=24):
        y, x = np.mgrid[:side, :side]
        return np.stack([x * 5, y * 5, np.full_like(x, number)], -1).astype(np.uint8)

    return make


@pytest.fixture
def photographs(tmp_path, picture):
    """40 pictures by number, the even ones in one folder, the odd ones in another."""
    folder = tmp_path / "photographs"
    for name in ("one", "two"):
        (folder / name).mkdir(parents=True)
    for k in range(40):
        Image.fromarray(picture(k)).save(folder / ("one", "two")[k % 2] / f"{k}.png")
    return folder


@pytest.fixture
def settings(schema, tiny):
    """Settings of a data set as the rules give them to the jobs."""

    def make(path, source="folder", **given):
        dataset = {
            "source": source, "path": path and str(path), "image_size": 16, "chunk_images": 16,
            "max_skipped": 1,
        }  # fmt: skip
        config = {**tiny, "dataset": {**dataset, **given}, "correlations": {"vectors": 5}}
        return Study(check(config, schema), schema).decisive("dataset")

    return make


@pytest.fixture
def list_images(settings, tmp_path):
    """Run the job `listing`; folder of what it wrote, and the settings."""

    def run(path, source="folder", out="out", shards=1, **given):
        folder = tmp_path / f"parts of {out}"
        names = [f"{k}-of-{shards}" for k in range(1, shards + 1)]
        chosen = settings(path, source, **given)
        lists = folder / "lists"
        listing(names, lists, folder / "listing.json", SEED, chosen, **chosen)
        return folder, chosen

    return run


@pytest.fixture
def read_shard():
    """Run the job `images_shard`; the paths of what it wrote."""

    def run(folder, settings, name="1-of-1", workers=1):
        output = folder / f"{name}.json", folder / f"{name}.npz"
        share = folder / "lists" / f"{name}.json"
        images_shard(share, folder / "listing.json", *output, SEED, workers, **settings)
        return output

    return run


@pytest.fixture
def prepare(list_images, read_shard, tmp_path):
    """Run all jobs from a source to the store; folder of the results."""

    def run(path, source="folder", workers=1, out="out", shards=1, **given):
        folder = tmp_path / out
        folder.mkdir(exist_ok=True)
        parts, settings = list_images(path, source, out, shards, **given)
        names = [f"{k}-of-{shards}" for k in range(1, shards + 1)]
        written = dict(read_shard(parts, settings, name, workers) for name in names)
        tables = {name: folder / f"{name}.csv" for name in ("images", "attributes", "skipped")}
        images(
            listing=parts / "listing.json",
            parts=written,
            manifest=folder / "images.json",
            tables=tables,
            seed=SEED,
            workers=workers,
            **settings,
        )
        return folder

    return run
