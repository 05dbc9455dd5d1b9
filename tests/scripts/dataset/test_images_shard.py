"""The job of one shard: a part of the store, and records of the same images."""

import pytest

from zpoints.dataset.blocks import Records
from zpoints.errors import StudyError
from zpoints.stores.reader import open_store


def test_a_part_and_its_records(list_images, read_shard, photographs):
    (photographs / "two" / "empty.jpg").touch()
    folder, settings = list_images(photographs, shards=2, chunk_images=8)
    manifest, path = read_shard(folder, settings, "2-of-2")
    store, records = open_store(manifest), Records.load(path)
    assert store.manifest["part"]["covers"] == [24, 41]
    assert store.rows == records.count == 16
    assert [file for file, _ in records.skipped] == ["two/empty.jpg"]
    numbers = [int(file.split("/")[1][:-4]) for file in records.table()["file"]]
    assert store.read("images")[:, 8, 8, 2].tolist() == numbers


def test_painted_faces_come_with_their_factors(list_images, read_shard):
    folder, settings = list_images(None, "painted", count=20, image_size=32)
    manifest, path = read_shard(folder, settings)
    assert open_store(manifest).read("images").shape == (20, 32, 32, 3)
    assert {"yaw", "hair_style"} <= set(Records.load(path).table())


def test_too_many_broken_files_stop_and_the_images_are_listed_anew(
    list_images, read_shard, photographs
):
    for k in range(3):
        (photographs / "one" / f"empty{k}.jpg").touch()
    folder, settings = list_images(photographs, max_skipped=0.05)
    with pytest.raises(StudyError, match=r"3 image files .* one/empty0\.jpg: the file is empty"):
        read_shard(folder, settings)
    assert [path.name for path in folder.iterdir()] == ["lists"]
