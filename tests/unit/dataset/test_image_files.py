"""Image files come in a defined order, all else with a reason, and nothing leads out."""

import os
import random
import stat
import struct
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints.dataset.image_files import Archive, Folder, natural_key
from zpoints.errors import StudyError

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
    assert sorted(names, key=natural_key) == [
        "009.jpg",
        "9.jpg",
        "9a.jpg",
        "10.jpg",
        "a/2.jpg",
        "a/10.jpg",
        "b1.jpg",
    ]


@given(st.lists(st.text(), unique=True))
def test_every_set_of_names_has_one_order(names):
    order = sorted(names, key=natural_key)
    shuffled = random.Random(0).sample(names, len(names))
    assert sorted(shuffled, key=natural_key) == order


# Folders.


def test_a_folder_is_listed_with_reasons(tmp_path):
    touch(tmp_path, "b/c/2.JPG", "b/c/10.jpeg", "a b.png", "bär/ü.webp")
    touch(tmp_path, "Thumbs.db", "list_attr_celeba.txt", ".hidden.jpg", ".cache/1.jpg")
    touch(tmp_path, "__MACOSX/._1.jpg", "._1.jpg")
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
        *[(name, b"x") for name in out],
        (link, b"/etc/passwd"),
        ("1.jpg", b"first"),
        ("1.jpg", b"second"),
        ("__MACOSX/._1.jpg", b"x"),
        ("r.txt", b"x"),
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
