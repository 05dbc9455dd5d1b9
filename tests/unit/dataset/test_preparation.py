"""From blocks to one store: as many images as are wanted, and tables of all that is known."""

import logging

import numpy as np
import pandas as pd
import pytest

from zpoints.dataset import preparation
from zpoints.dataset.blocks import Block, Records
from zpoints.dataset.decoding import Shape
from zpoints.errors import StudyError
from zpoints.stores.reader import open_store

SHAPE = Shape(8, 3, "centre", 100, 1, 100)
SKIPPED = [("a.jpg", "broken"), ("b.jpg", "the file is empty")]


def block(first, count, skipped=()):
    """Images that are filled with their number."""
    numbers = np.arange(first, first + count, dtype=np.uint8)
    images = np.broadcast_to(numbers[:, None, None, None], (count, 8, 8, 3))
    digests = np.broadcast_to(numbers[:, None], (count, 16))
    table = pd.DataFrame({"file": [f"{k}.jpg" for k in numbers]})
    return Block(images, table, list(skipped), digests)


def shard(folder, name, covers, skipped=()):
    """A part of a store, as the job of a shard leaves it: its manifest and its records."""
    manifest, path = folder / f"{name}.json", folder / f"{name}.npz"
    records, images = Records(), block(covers[0], covers[1] - covers[0] - len(skipped), skipped)
    with preparation.image_writer(manifest, SHAPE, 4) as writer:
        writer.append(images.images)
        records.add(images)
        records.save(path)
        writer.publish({"listing": "digest"}, {}, covers=covers)
    return manifest, path


def accept(skipped):
    """No number of broken files is too many."""


def describe(records, **settings):
    usual = {
        "total": records.count,
        "left_out": [],
        "source": "folder",
        "path": "photos",
        "attribute_file": None,
        "validation_share": 0.25,
        "generator": np.random.default_rng(0),
    }
    return preparation.describe(records, **usual | settings)


def of_files(*files, skipped=()):
    """Records of images that all differ."""
    records = Records()
    digests = np.arange(len(files), dtype=np.uint8)[:, None].repeat(16, 1)
    records.add(Block(np.empty(0), pd.DataFrame({"file": files}), list(skipped), digests))
    return records


def test_some_broken_files_are_allowed_and_more_stop(tmp_path):
    listing = tmp_path / "listing.json"
    listing.touch()
    preparation.check_skipped(20, 0.1, "photos", listing, SKIPPED)
    assert listing.exists()
    message = r"2 image files of photos .* 0\.1 of the 19 .*a\.jpg: broken; b\.jpg"
    with pytest.raises(StudyError, match=message):
        preparation.check_skipped(19, 0.1, "photos", listing, SKIPPED)
    assert not listing.exists(), "the next run must look again"


def test_parts_are_joined_and_made_up_for(tmp_path):
    parts = dict([shard(tmp_path, "2", (4, 8), SKIPPED), shard(tmp_path, "1", (0, 4))])
    manifest, total, checked = tmp_path / "images.json", 9, []
    further = iter([block(20, 2), block(30, 4), block(40, 4)])
    with preparation.image_writer(manifest, SHAPE, 4) as writer:
        opened = preparation.open_parts(parts, 8, "digest")
        records = preparation.join(writer, opened, total, lambda rows: checked.append(len(rows)))
        assert records.count == 6
        preparation.make_up(writer, records, further, total, accept)
        writer.publish({}, {})
    numbers = [0, 1, 2, 3, 4, 5, 20, 21, 30]
    assert open_store(manifest).read("images")[:, 0, 0, 0].tolist() == numbers
    assert records.table()["file"].tolist() == [f"{k}.jpg" for k in numbers]
    assert np.concatenate(records.digests)[:, 0].tolist() == numbers
    assert records.skipped == SKIPPED
    assert checked == [0, 2]
    assert len(list(further)) == 1, "no more is read than is needed"


def test_no_more_images_are_joined_than_are_wanted(tmp_path):
    parts = dict([shard(tmp_path, "1", (0, 4)), shard(tmp_path, "2", (4, 8))])
    with preparation.image_writer(tmp_path / "images.json", SHAPE, 4) as writer:
        records = preparation.join(writer, preparation.open_parts(parts, 8, "digest"), 5, accept)
        assert records.count == writer.rows + len(writer.pending) == 5


def test_parts_of_another_listing_are_refused(tmp_path):
    parts = dict([shard(tmp_path, "1", (0, 4))])
    with pytest.raises(StudyError, match="not a part of this study's data"):
        preparation.open_parts(parts, 4, "another")
    with pytest.raises(StudyError, match="rows 4 to 7 are missing"):
        preparation.open_parts(parts, 8, "digest")


def test_all_that_is_known_of_images():
    records = of_files("1.jpg", "2.jpg", "3.jpg", "10.jpg", skipped=SKIPPED)
    records.digests[0][2] = records.digests[0][0]
    description = describe(records, total=5, left_out=[["a9.txt", "no image"]])
    images = description.tables["images"]
    assert list(images) == ["image", "split", "file", "duplicate_of"]
    assert images["image"].tolist() == [0, 1, 2, 3]
    assert images["duplicate_of"].fillna(-1).tolist() == [-1, -1, 0, -1]
    assert sorted(images["split"]) == ["train", "train", "train", "validation"]
    assert (images["split"] == "validation").tolist() == description.split.tolist()
    assert description.tables["attributes"].to_dict("list") == {"image": [0, 1, 2, 3]}
    assert description.tables["skipped"]["file"].tolist() == ["a9.txt", "a.jpg", "b.jpg"]
    assert description.counts == {
        "seen": 6, "stored": 4, "skipped": 2, "other_files": 1, "duplicates": 1,
        "train": 3, "validation": 1, "test": 0,
    }  # fmt: skip
    assert description.files == {"partition": None, "attributes": None}


def test_factors_are_attributes_and_painted_faces_have_no_copies():
    records = Records()
    records.add(Block(np.empty(0), pd.DataFrame({"yaw": [1.5, 2], "hat": ["cap", "none"]})))
    description = describe(records, source="painted", path=None)
    attributes = description.tables["attributes"].to_dict("list")
    assert attributes == {"image": [0, 1], "yaw": [1.5, 2], "hat=cap": [1, 0], "hat=none": [0, 1]}
    assert list(description.tables["images"]) == ["image", "split", "yaw", "hat"]
    assert "duplicates" not in description.counts


def test_celebas_own_tables_are_found_unless_none_is_wanted(tmp_path):
    (tmp_path / "list_eval_partition.txt").write_text("1.jpg 0\n2.jpg 1\n3.jpg 2\n")
    (tmp_path / "list_attr_celeba.txt").write_text("3\nMale\n1.jpg 1\n2.jpg -1\n3.jpg 1\n")
    celeba = {"source": "celeba", "path": tmp_path}
    description = describe(of_files("in/1.jpg", "in/2.jpg", "in/3.jpg"), **celeba)
    assert description.split.tolist() == [0, 1, 2]
    assert description.tables["attributes"]["Male"].tolist() == [1, 0, 1]
    names = {"partition": "list_eval_partition.txt", "attributes": "list_attr_celeba.txt"}
    assert description.files == names
    without = describe(of_files("1.jpg", "2.jpg"), attribute_file="none", **celeba)
    assert without.files["attributes"] is None
    assert list(without.tables["attributes"]) == ["image"]


def test_a_column_of_many_texts_is_left_out(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(logging.getLogger("zpoints"), "propagate", True)
    names = [f"{k}.jpg" for k in range(30)]
    rows = "".join(f"{name},{k},text {k % 20},text {k % 21}\n" for k, name in enumerate(names))
    (tmp_path / "known.csv").write_text(f"file,number,few,many\n{rows}")
    table = describe(of_files(*names), attribute_file=tmp_path / "known.csv").tables["attributes"]
    assert table.shape == (30, 1 + 1 + 20)
    assert "attribute 'many' holds texts of many kinds and is left out" in caplog.text
