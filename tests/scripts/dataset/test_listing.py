"""The job that lists the images: each shard finds its candidates, the last job all the rest."""

import json

import pytest

from zpoints.errors import StudyError


def content(path):
    return json.loads(path.read_text())


def test_files_are_shared_out(list_images, photographs):
    folder, settings = list_images(photographs, shards=2, count=20, max_skipped=0.1, chunk_images=8)
    shares = [content(folder / "lists" / f"{k}-of-2.json") for k in (1, 2)]
    assert [share["covers"] for share in shares] == [[0, 8], [8, 24]]
    assert shares[0]["candidates"] == [f"one/{k}.png" for k in range(0, 16, 2)]
    listing = content(folder / "listing.json")
    assert (listing["total"], listing["covered"]) == (20, 24)
    assert listing["rest"] == [f"two/{k}.png" for k in range(9, 20, 2)]
    assert listing["origin"] == {"dataset": settings}


def test_painted_faces_have_numbers_alone(list_images):
    folder, _ = list_images(None, "painted", count=20)
    share = content(folder / "lists" / "1-of-1.json")
    assert (share["covers"], share["candidates"]) == ([0, 20], None)


def test_a_random_subset_depends_on_the_seed_alone(list_images, photographs):
    given = {"count": 10, "subset": "random"}
    (one, _), (other, _) = (list_images(photographs, out=name, **given) for name in "ab")
    assert (one / "listing.json").read_bytes() == (other / "listing.json").read_bytes()
    shares = [content(folder / "lists" / "1-of-1.json")["candidates"] for folder in (one, other)]
    assert shares[0] == shares[1]


def test_another_archive_than_celebas_is_refused(list_images, tmp_path):
    (tmp_path / "img_align_celeba.zip").write_bytes(b"abc")
    with pytest.raises(StudyError, match=r"has MD5 \w{32}, not 00d2c5.*set dataset.md5 to 'any'"):
        list_images(tmp_path / "img_align_celeba.zip", "celeba")
