"""Sources: what is an image comes in a defined order, all else with a reason, nothing gets out."""

import os
import random
import stat
import struct
import warnings
import zipfile

import numpy as np
import pytest
import zarr
from hypothesis import given
from hypothesis import strategies as st

from zpoints import sources
from zpoints.errors import StudyError
from zpoints.sources import Archive, Array, Folder

LIMIT = 1000


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content")


def archive(path, *entries, **options):
    """A zip of (name or ZipInfo, content)."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", **options) as written:
        warnings.simplefilter("ignore")  # of names that come twice
        for name, content in entries:
            written.writestr(name, content)
    return path


# Order.


def test_numbers_in_names_are_numbers():
    names = ["10.jpg", "9.jpg", "a/2.jpg", "a/10.jpg", "009.jpg", "b1.jpg", "9a.jpg"]
    assert sorted(names, key=sources.natural_key) == [
        *("009.jpg", "9.jpg", "9a.jpg", "10.jpg", "a/2.jpg", "a/10.jpg", "b1.jpg"),
    ]


@given(st.lists(st.text(), unique=True))
def test_every_set_of_names_has_one_order(names):
    order = sorted(names, key=sources.natural_key)
    shuffled = random.Random(0).sample(names, len(names))
    assert sorted(shuffled, key=sources.natural_key) == order


# Folders.


def test_a_folder_is_listed_with_reasons(tmp_path):
    touch(
        tmp_path,
        *("b/c/2.JPG", "b/c/10.jpeg", "a b.png", "bär/ü.webp", "Thumbs.db", ".hidden.jpg"),
        *("__MACOSX/._1.jpg", "._1.jpg", ".cache/1.jpg", "list_attr_celeba.txt"),
    )
    listing = Folder(tmp_path).list()
    assert listing.files == ["a b.png", "b/c/2.JPG", "b/c/10.jpeg", "bär/ü.webp"]
    fork, other = "a resource fork of macOS", "not an image by the ending of its name"
    assert dict(listing.left_out) == {
        ".cache/": "hidden",
        ".hidden.jpg": "hidden",
        "._1.jpg": fork,
        "Thumbs.db": other,
        "__MACOSX/": fork,
        "list_attr_celeba.txt": other,
    }


def test_links(tmp_path):
    """Those to files are followed, to folders not, to nowhere they give a reason."""
    touch(tmp_path, "outside/1.jpg", "in/1.jpg")
    folder = tmp_path / "in"
    (folder / "2.jpg").symlink_to(tmp_path / "outside" / "1.jpg")
    (folder / "3.jpg").symlink_to(tmp_path / "nowhere")
    (folder / "circle").symlink_to(folder)
    source = Folder(folder)
    listing = source.list()
    assert listing.files == ["1.jpg", "2.jpg", "3.jpg"]
    assert listing.left_out == [("circle/", "a link to a folder, not followed")]
    assert source.read("2.jpg", LIMIT) == b"content"
    with pytest.raises(ValueError, match="a link to nowhere"):
        source.read("3.jpg", LIMIT)


def test_files_that_cannot_be_read(tmp_path):
    touch(tmp_path, "large.jpg")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "folder.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    source = Folder(tmp_path)
    for name, limit, reason in (
        ("large.jpg", 6, r"more than 6e-06 MB \(dataset.max_file_megabytes\)"),
        ("empty.jpg", LIMIT, "the file is empty"),
        ("folder.jpg", LIMIT, "directory|not a regular file"),
        ("pipe.jpg", LIMIT, "not a regular file"),
        ("gone.jpg", LIMIT, "the file is gone"),
    ):
        with pytest.raises(ValueError, match=reason):
            source.read(name, limit)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission(tmp_path):
    touch(tmp_path, "1.jpg")
    (tmp_path / "1.jpg").chmod(0)
    with pytest.raises(ValueError, match="Permission denied"):
        Folder(tmp_path).read("1.jpg", LIMIT)


def test_a_folder_without_images(tmp_path):
    touch(tmp_path, "notes.txt")
    with pytest.raises(StudyError, match="holds no image file"):
        Folder(tmp_path).list()
    with pytest.raises(StudyError, match="is not a folder"):
        Folder(tmp_path / "missing").list()


# Archives.


def test_an_archive_is_read_in_place(tmp_path):
    path = archive(tmp_path / "a.zip", ("in/10.jpg", b"ten"), ("in/2.jpg", b"two"), ("in/", b""))
    source = Archive(path)
    assert source.list().files == ["in/2.jpg", "in/10.jpg"]
    assert source.read("in/2.jpg", LIMIT) == b"two"
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


def test_names_that_lead_out_of_an_archive_are_left_out(tmp_path):
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = ("/etc/1.jpg", "../1.jpg", "a/../../1.jpg", "..\\1.jpg", "C:\\1.jpg", "\\\\host\\1.jpg")
    path = archive(
        tmp_path / "a.zip",
        *((name, b"x") for name in out),
        (link, b"/etc/passwd"),
        *(("1.jpg", b"first"), ("1.jpg", b"second"), ("__MACOSX/._1.jpg", b"x"), ("r.txt", b"x")),
    )
    listing = Archive(path).list()
    assert listing.files == ["1.jpg"]
    reasons = dict(listing.left_out)
    assert sum(reason == "its name leads out of the archive" for reason in reasons.values()) == 6
    assert reasons["link.jpg"] == "a symbolic link"
    assert reasons["1.jpg"] == "a second entry of the same name"
    assert reasons["__MACOSX/._1.jpg"] == "a resource fork of macOS"
    assert len(listing.left_out) == 10


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    """A million zeros pack to a thousandth; the declared size is judged."""
    path = archive(tmp_path / "a.zip", ("1.jpg", bytes(10**6)), compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 2000
    with pytest.raises(ValueError, match="more than"):
        Archive(path).read("1.jpg", 10**5)


def test_a_zip_bomb_that_lies_about_its_size_gives_no_more_than_it_declares(tmp_path):
    path = archive(tmp_path / "a.zip", ("1.jpg", bytes(10**6)), compression=zipfile.ZIP_DEFLATED)
    content = path.read_bytes()
    honest, lie = struct.pack("<I", 10**6), struct.pack("<I", 10)
    assert content.count(honest) == 2
    path.write_bytes(content.replace(honest, lie))
    with pytest.raises(ValueError, match="damaged in the archive"):
        Archive(path).read("1.jpg", LIMIT)


def test_damaged_and_encrypted_entries(tmp_path):
    path = archive(tmp_path / "a.zip", ("1.jpg", b"A" * 50), ("2.jpg", b"B" * 50))
    content = path.read_bytes().replace(b"A" * 50, b"A" * 49 + b"X")
    start = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    content = bytearray(content)
    content[start + 8] |= 1
    path.write_bytes(content)
    source = Archive(path)
    for name, reason in (("1.jpg", "damaged in the archive .*CRC"), ("2.jpg", "encrypted")):
        with pytest.raises(ValueError, match=reason):
            source.read(name, LIMIT)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!DOCTYPE html><html>Quota exceeded</html>", "it is a web page"),
        (b"PK\x03\x04 and no more", "it may be incomplete"),
        (b"", "it may be incomplete"),
    ],
)
def test_what_is_no_archive_is_one_sentence(tmp_path, content, sentence):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(StudyError, match=sentence):
        Archive(tmp_path / "a.zip").list()


def test_half_of_an_archive_is_refused(tmp_path):
    path = archive(tmp_path / "a.zip", ("1.jpg", b"A" * 500), ("2.jpg", b"B" * 500))
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(StudyError, match="download it again"):
        Archive(path).list()


def test_the_md5_of_an_archive(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"abc")
    assert Archive(tmp_path / "a.zip").md5() == "900150983cd24fb0d6963f7d28e17f72"


@pytest.mark.parametrize("place", ["img_align_celeba.zip", "Img/img_align_celeba.zip"])
def test_celeba_is_an_archive_a_folder_with_it_or_a_folder_of_images(tmp_path, place):
    folder = tmp_path / "celeba"
    (folder / place).parent.mkdir(parents=True)
    path = archive(folder / place, ("img_align_celeba/000001.jpg", b"x"))
    assert sources.open_source("celeba", path) == Archive(path)
    assert sources.open_source("celeba", folder) == Archive(path)
    touch(folder, "img_align_celeba/000001.jpg")
    assert sources.open_source("celeba", folder) == Folder(folder)


# Arrays.

IMAGES = np.arange(5 * 4 * 6 * 3, dtype=np.uint8).reshape(5, 4, 6, 3)


def array_file(folder, kind, images=IMAGES):
    path = folder / f"images.{kind}"
    if kind == "npy":
        np.save(path, images)
    elif kind == "npz":
        np.savez_compressed(path, images=images, labels=np.arange(len(images)))
    else:
        zarr.create_array(path, data=images, chunks=(2, *images.shape[1:]))
    return path


@pytest.mark.parametrize("kind", ["npy", "npz", "zarr"])
@pytest.mark.parametrize("rows", [1, 2, 7])
def test_arrays_come_block_by_block(tmp_path, kind, rows):
    source = Array(array_file(tmp_path, kind))
    assert source.shape == IMAGES.shape
    blocks = list(source.blocks(rows))
    assert max(map(len, blocks)) <= rows
    np.testing.assert_array_equal(np.concatenate(blocks), IMAGES)


@pytest.mark.parametrize("kind", ["npy", "npz", "zarr"])
def test_grey_arrays_have_one_channel(tmp_path, kind):
    source = Array(array_file(tmp_path, kind, IMAGES[..., 0]))
    assert source.shape == (5, 4, 6, 1)
    np.testing.assert_array_equal(np.concatenate(list(source.blocks(3))), IMAGES[..., :1])


@pytest.mark.parametrize(
    "images",
    [
        IMAGES.astype(np.float32),
        IMAGES[:0],
        IMAGES[..., :2],
        IMAGES[0, 0],
        np.asfortranarray(IMAGES),
        np.array([{"a": 1}], dtype=object),
    ],
    ids=["float32", "empty", "two channels", "two axes", "Fortran order", "objects"],
)
def test_arrays_that_are_no_images(tmp_path, images):
    np.save(tmp_path / "images.npy", images, allow_pickle=True)
    with pytest.raises(StudyError, match=r"images\.npy (holds an array|is not an array)"):
        Array(tmp_path / "images.npy")


@pytest.mark.parametrize("kind", ["npy", "npz"])
def test_arrays_that_end_early(tmp_path, kind):
    path = array_file(tmp_path, kind)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(StudyError, match=r"is damaged|not a zip archive|not an array"):
        list(Array(path).blocks(2))


def test_a_header_that_claims_more_than_there_is(tmp_path):
    """Memory is taken for a block, not for what the header claims."""
    path = array_file(tmp_path, "npy")
    shape, claimed = b"(5, 4, 6, 3), }   ", b"(9999, 4, 6, 3), }"
    content = path.read_bytes()
    assert shape in content
    path.write_bytes(content.replace(shape, claimed))
    with pytest.raises(StudyError, match=r"damaged|not an array"):
        list(Array(path).blocks(2))


def test_a_zarr_array_of_giant_chunks(tmp_path):
    zarr.create_array(
        tmp_path / "a.zarr", shape=(9, 10**5, 10**5, 3), dtype="uint8", chunks=(9, 10**5, 10**5, 3)
    )
    with pytest.raises(StudyError, match="larger than 2 GiB"):
        Array(tmp_path / "a.zarr")


def test_several_arrays_and_none_named_images(tmp_path):
    np.savez(tmp_path / "a.npz", one=IMAGES, two=IMAGES)
    group = zarr.create_group(tmp_path / "a.zarr")
    group.create_array("one", data=IMAGES)
    group.create_array("two", data=IMAGES)
    for name in ("a.npz", "a.zarr"):
        with pytest.raises(StudyError, match="must hold one array, or one that is named 'images'"):
            Array(tmp_path / name)


def test_no_array(tmp_path):
    (tmp_path / "text.npy").write_text("text")
    (tmp_path / "empty").mkdir()
    for name, sentence in (("text.npy", "not an array"), ("empty", "not an array"), ("x", "exist")):
        with pytest.raises(StudyError, match=sentence):
            Array(tmp_path / name)
