"""Blocks of images: broken files are named, never fatal; records come back as they were."""

import itertools

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from zpoints.dataset import blocks
from zpoints.dataset.arrays import Array
from zpoints.dataset.blocks import Block, Records
from zpoints.dataset.decoding import Shape
from zpoints.dataset.image_files import Folder

BROKEN = {
    "truncated.jpg": b"\xff\xd8\xff\xe0",
    "quota.jpg": b"<!DOCTYPE html><html><body>Quota exceeded</body></html>",
    "empty.png": b"",
    "text.png": b"no image at all",
}


def shape(image_size=16, channels=3):
    return Shape(image_size, channels, "centre", 1, 1, 100)


def test_blocks_of_files_skip_the_broken_ones_with_reasons(tmp_path):
    (tmp_path / "sub").mkdir()
    names = [f"{k}.png" for k in range(7)]
    for k, name in enumerate(names):
        Image.fromarray(np.full((16, 16, 3), 30 * k, np.uint8)).save(tmp_path / name)
    for name, data in BROKEN.items():
        (tmp_path / "sub" / name).write_bytes(data)
    (tmp_path / "sub" / "folder.jpg").mkdir()
    broken = [f"sub/{name}" for name in (*BROKEN, "folder.jpg", "missing.jpg")]
    files = [*names[:3], *broken, *names[3:]]
    found = {}
    for block, workers in ((4, 1), (100, 1), (1, 1), (9, 2)):
        read = list(blocks.source_blocks(Folder(tmp_path), files, shape(), block, workers))
        assert all(len(b.images) + len(b.skipped) <= block for b in read)
        assert all(len(b.images) == len(b.table) for b in read)
        stacked = np.concatenate([b.images for b in read])
        kept = [file for b in read for file in b.table["file"]]
        skipped = [row for b in read for row in b.skipped]
        found[block] = (stacked.tobytes(), kept, skipped)
        assert kept == names
        assert stacked[:, 0, 0, 0].tolist() == [0, 30, 60, 90, 120, 150, 180]
        assert [file for file, _ in skipped] == broken
        for _, reason in skipped:
            assert reason
            assert str(tmp_path) not in reason  # results must not depend on the place
    assert found[4] == found[100] == found[1] == found[9]


@pytest.mark.parametrize(("block", "workers"), [(1, 1), (4, 1), (3, 2), (100, 1)])
@pytest.mark.parametrize("rows", [range(9), [0, 2, 7], [8], []])
def test_blocks_of_an_array_hold_the_wanted_rows(tmp_path, block, workers, rows):
    pixels = np.arange(9, dtype=np.uint8)[:, None, None] + np.zeros((16, 16), np.uint8)
    np.save(tmp_path / "images.npy", pixels)
    source = Array(tmp_path / "images.npy")
    read = list(blocks.source_blocks(source, list(rows), shape(), block, workers))
    assert [row for b in read for row in b.table["row"]] == list(rows)
    values = [image[0, 0].tolist() for b in read for image in b.images]
    assert values == [[row] * 3 for row in rows]


def test_painted_faces_do_not_depend_on_blocks_or_workers():
    def paint(block, workers, count=12, channels=3):
        painted = list(blocks.painted_blocks(5, (0, count), 32, channels, block, workers))
        assert [len(b.images) for b in painted[:-1]] == [block] * (len(painted) - 1)
        assert sum(len(b.table) for b in painted) == count
        assert not any(b.skipped for b in painted)
        return np.concatenate([b.images for b in painted]), [b.table for b in painted]

    whole, (table,) = paint(12, 1)
    assert whole.shape == (12, 32, 32, 3)
    assert whole.dtype == np.uint8
    for block, workers in ((5, 1), (3, 2)):
        found, tables = paint(block, workers)
        assert (found == whole).all()
        rows = itertools.chain.from_iterable(t.to_dict("records") for t in tables)
        assert list(rows) == table.to_dict("records")
    # More images are more of the same.
    assert (paint(20, 1, count=20)[0][:12] == whole).all()
    grey, _ = paint(4, 1, count=4, channels=1)
    assert grey.shape == (4, 32, 32, 1)
    weights = whole[:4] @ np.array([0.299, 0.587, 0.114])
    assert np.abs(grey[..., 0] - weights).max() <= 1


def test_records_come_back_as_they_were(tmp_path):
    kinds = pd.Categorical.from_codes([1, 0, 1], ["none", "full", "of no image"])
    table = pd.DataFrame(
        {
            "file": ["b\udc80.png", "a.png", "ü.png"],
            "number": np.float32([0.1, 2, 3]),
            "row": [7, 8, 9],
            "beard": kinds,
        }
    )
    records = Records()
    digests = np.arange(48, dtype=np.uint8).reshape(3, 16)
    records.add(Block(np.empty(0), table, [("x", "broken"), ("y", "empty")], digests))
    records.save(tmp_path / "records.npz")
    found = Records.load(tmp_path / "records.npz")
    pd.testing.assert_frame_equal(found.table(), table, check_column_type=False)
    assert found.skipped == records.skipped
    assert (found.digests[0] == digests).all()
    assert found.count == 3
    found.extend(records, room=1)
    assert found.count == 4
    assert len(found.skipped) == 4


def test_copies_name_the_first_image_of_their_kind():
    digests = np.repeat(np.uint8([3, 1, 3, 2, 1, 3]), 16).reshape(6, 16)
    assert blocks.duplicates(digests).tolist() == [-1, -1, 0, -1, 1, 0]
