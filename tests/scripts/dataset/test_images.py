"""The job that joins the images: nothing is lost, the same input gives the same bytes."""

import errno
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from zpoints.errors import StudyError
from zpoints.stores.reader import open_store
from zpoints.stores.writer import Writer

COUNT = 40  # photographs
BROKEN = {
    "html.jpg": (b"<!DOCTYPE html><html></html>", "a web page"),
    "empty.jpg": (b"", "the file is empty"),
    "text.png": (b"no image at all", "not an image of the kinds"),
}


def plant(folder):
    for name, (content, _) in BROKEN.items():
        (folder / "one" / name).write_bytes(content)
    (folder / "one" / "notes.txt").write_text("notes")
    (folder / "two" / "copy.png").write_bytes((folder / "one" / "0.png").read_bytes())


def counts(folder):
    return json.loads((folder / "images.json").read_text())["counts"]


def numbers(folder):
    """Number of each stored picture."""
    return open_store(folder / "images.json").read("images")[:, 8, 8, 2].tolist()


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_what_is_left_out_is_counted_and_named(prepare, photographs):
    plant(photographs)
    folder = prepare(photographs)
    found = counts(folder)
    assert {key: found[key] for key in ("seen", "stored", "skipped")} == {
        "seen": COUNT + 4,
        "stored": COUNT + 1,
        "skipped": 3,
    }
    assert found["other_files"] == 1
    assert found["duplicates"] == 1
    skipped = pd.read_csv(folder / "skipped.csv").set_index("file")["reason"]
    assert len(skipped) == 4
    for name, (_, reason) in BROKEN.items():
        assert reason in skipped[f"one/{name}"]
    table = pd.read_csv(folder / "images.csv")
    copy = table.set_index("file").loc["two/copy.png"]
    assert table["file"][int(copy["duplicate_of"])] == "one/0.png"
    assert table["duplicate_of"].notna().sum() == 1
    assert numbers(folder) == [*range(0, COUNT, 2), *range(1, COUNT, 2), 0]


def test_the_same_input_gives_the_same_bytes_with_any_number_of_workers(prepare, photographs):
    plant(photographs)
    one = prepare(photographs, workers=1, out="one")
    other = prepare(photographs, workers=3, out="three")
    assert contents(one) == contents(other)


@pytest.mark.parametrize("shards", [2, 3, 7])
@pytest.mark.parametrize("count", [None, 30, 33])
def test_shards_change_nothing(prepare, photographs, shards, count):
    plant(photographs)
    one = prepare(photographs, out="one", count=count, chunk_images=8)
    many = prepare(photographs, out="many", count=count, chunk_images=8, shards=shards)
    assert contents(one) == contents(many)


@pytest.mark.parametrize("subset", ["first", "random"])
def test_shards_of_an_array_change_nothing(prepare, picture, tmp_path, subset):
    np.save(tmp_path / "images.npy", np.stack([picture(k) for k in range(COUNT)]))
    np.savez(tmp_path / "images.npz", np.stack([picture(k) for k in range(COUNT)]))
    settings = {"source": "array", "count": 25, "subset": subset, "chunk_images": 4}
    one = prepare(tmp_path / "images.npy", out="one", **settings)
    many = prepare(tmp_path / "images.npy", out="many", shards=3, **settings)
    assert contents(one) == contents(many)
    packed = prepare(tmp_path / "images.npz", out="packed", shards=3, **settings)
    assert numbers(packed) == numbers(one)


def test_shards_without_a_broken_file_are_linked_not_copied(prepare, photographs, tmp_path):
    folder = prepare(photographs, shards=2, chunk_images=8)
    chunks = sorted((folder / "images.zarr" / "images").glob("[0-9]*"))
    assert len(chunks) == 5
    assert [chunk.stat().st_nlink for chunk in chunks] == [2] * 5


def test_a_zip_and_a_folder_give_the_same_images(prepare, photographs, tmp_path):
    plant(photographs)
    with zipfile.ZipFile(tmp_path / "photographs.zip", "w") as archive:
        for path in photographs.rglob("*.*"):
            archive.write(path, path.relative_to(photographs))
    packed = prepare(tmp_path / "photographs.zip", "zip", out="zip", workers=2)
    loose = prepare(photographs, out="folder")
    assert counts(packed) == counts(loose)
    for name in ("images.csv", "skipped.csv"):
        assert (packed / name).read_bytes() == (loose / name).read_bytes()
    digests = [open_store(f / "images.json").digest("images") for f in (packed, loose)]
    assert digests[0] == digests[1]


def test_an_array_gives_the_same_images(prepare, picture, tmp_path):
    np.save(tmp_path / "images.npy", np.stack([picture(k) for k in range(COUNT)]))
    folder = prepare(tmp_path / "images.npy", "array", workers=2)
    assert numbers(folder) == list(range(COUNT))
    assert pd.read_csv(folder / "images.csv")["row"].tolist() == list(range(COUNT))


def test_more_broken_files_than_the_config_bears(prepare, photographs, tmp_path):
    plant(photographs)
    with pytest.raises(StudyError, match=r"3 image files .* one/empty\.jpg: the file is empty"):
        prepare(photographs, max_skipped=0.05)
    assert list((tmp_path / "out").iterdir()) == []
    assert counts(prepare(photographs, max_skipped=0.1))["skipped"] == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_skipped_files_are_made_up_for(prepare, photographs, workers):
    plant(photographs)
    folder = prepare(photographs, count=30, workers=workers)
    assert counts(folder)["stored"] == 30
    assert numbers(folder) == [*range(0, COUNT, 2), *range(1, 20, 2)]


def test_a_random_subset_is_seeded_and_in_order(prepare, photographs, picture, tmp_path):
    chosen = numbers(prepare(photographs, count=12, subset="random"))
    order = [*range(0, COUNT, 2), *range(1, COUNT, 2)]
    assert chosen == sorted(chosen, key=order.index)
    assert chosen != order[:12]
    assert len(set(chosen)) == 12
    assert numbers(prepare(photographs, count=12, subset="random", out="again")) == chosen
    np.save(tmp_path / "images.npy", np.stack([picture(k) for k in range(COUNT)]))
    rows = numbers(prepare(tmp_path / "images.npy", "array", count=12, subset="random", out="npy"))
    assert rows == sorted(rows)
    assert len(set(rows)) == 12


def test_a_box_is_cut_out(prepare, photographs):
    folder = prepare(photographs, crop=[0.5, 0.5, 1, 1])
    image = open_store(folder / "images.json").read("images", 0, 1)[0]
    assert image[0, 0, :2].tolist() == pytest.approx([60, 60], abs=4)


def test_attributes_follow_their_images(prepare, photographs, tmp_path):
    table = tmp_path / "known.csv"
    lines = "".join(f"{k}.png,{k},{'odd' if k % 2 else 'even'}\n" for k in range(COUNT))
    table.write_text(f"file,number,kind\n{lines}")
    plant(photographs)
    folder = prepare(photographs, attributes=str(table))
    found = pd.read_csv(folder / "attributes.csv")
    assert found["image"].tolist() == list(range(COUNT + 1))
    assert found["number"][:COUNT].tolist() == numbers(folder)[:COUNT]
    assert np.isnan(found["number"][COUNT]), "the copy has another name"


# The archive of CelebA.


@pytest.fixture
def celeba(tmp_path, photographs):
    path = tmp_path / "celeba" / "img_align_celeba.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(COUNT):
            file = photographs / ("one", "two")[number % 2] / f"{number}.png"
            archive.write(file, f"img_align_celeba/{number + 1:06d}.png")
    return path


def test_another_archive_than_celebas_is_refused_unless_that_is_wanted(prepare, celeba):
    with pytest.raises(StudyError, match=r"has MD5 \w{32}, not 00d2c5.*set dataset.md5 to 'any'"):
        prepare(celeba, "celeba")
    folder = prepare(celeba, "celeba", md5="any")
    origin = json.loads((folder / "images.json").read_text())["origin"]
    assert origin["md5_compared"] is False
    assert len(origin["md5"]) == 32
    same = prepare(celeba, "celeba", md5=origin["md5"], out="same")
    assert json.loads((same / "images.json").read_text())["origin"]["md5_compared"] is True


def test_celebas_tables_beside_the_archive_are_used(prepare, celeba):
    names = [f"{k + 1:06d}.png" for k in range(COUNT)]
    partition = "".join(f"{name} {min(k // 30, 1)}\n" for k, name in enumerate(names))
    (celeba.parent / "list_eval_partition.txt").write_text(partition)
    rows = "".join(f"{name}  {1 if k % 2 else -1}\n" for k, name in enumerate(names))
    (celeba.parent / "list_attr_celeba.txt").write_text(f"{COUNT}\nMale\n{rows}")
    folder = prepare(celeba.parent, "celeba", md5="any", workers=2)
    table = pd.read_csv(folder / "images.csv")
    assert table["split"].tolist() == ["train"] * 30 + ["validation"] * 10
    assert pd.read_csv(folder / "attributes.csv")["Male"].tolist() == [0, 1] * (COUNT // 2)


# A disk that fills up.


def test_a_full_disk_leaves_no_store(prepare, photographs, tmp_path, monkeypatch):
    write = Writer._write

    def fill(self, rows):
        if self.rows:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(self, rows)

    monkeypatch.setattr(Writer, "_write", fill)
    with pytest.raises(OSError, match="No space left"):
        prepare(photographs)
    assert list((tmp_path / "out").iterdir()) == list(tmp_path.rglob("*.zarr")) == []
