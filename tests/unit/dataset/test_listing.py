"""The listing: which images a study uses, in which order, and what each shard gets."""

import numpy as np
import pytest

from zpoints.dataset.arrays import Array
from zpoints.dataset.image_files import Folder
from zpoints.dataset.listing import Candidates, choose, order, share_out


@pytest.fixture
def folder(tmp_path):
    for k in range(20):
        (tmp_path / f"{k}.jpg").touch()
    (tmp_path / "notes.txt").touch()
    return Folder(tmp_path)


def generator():
    return np.random.default_rng(3)


def test_the_first_are_used_in_natural_order_and_the_others_stand_by():
    assert order(5, 2, "first", generator()).tolist() == [0, 1, 2, 3, 4]


def test_a_random_subset_is_in_order_and_all_others_stand_by():
    numbers = order(100, 10, "random", generator()).tolist()
    assert numbers[:10] == sorted(numbers[:10]) != list(range(10))
    assert sorted(numbers) == list(range(100))
    assert numbers == order(100, 10, "random", generator()).tolist()
    assert order(100, 100, "random", generator()).tolist() == list(range(100))


def test_no_more_files_are_candidates_than_may_be_needed(folder):
    """6 wanted, a half of them may be broken, and files are read by fours."""
    candidates = choose(folder, 6, "first", 0.5, 4, generator())
    assert candidates.total == 6
    assert candidates.names == [f"{k}.jpg" for k in range(6 + 3 + 4)]
    assert candidates.left_out == [("notes.txt", "not an image by the ending of its name")]
    assert choose(folder, None, "first", 0, 4, generator()).total == 20
    assert choose(folder, 30, "first", 0, 4, generator()).total == 20


@pytest.mark.parametrize("subset", ["first", "random"])
def test_rows_of_an_array_ascend_and_none_stands_by(tmp_path, subset):
    np.save(tmp_path / "images.npy", np.zeros((50, 8, 8), np.uint8))
    candidates = choose(Array(tmp_path / "images.npy"), 7, subset, 0.5, 4, generator())
    assert candidates.total == len(set(candidates.names)) == 7
    assert candidates.names == sorted(candidates.names)
    assert (candidates.names == list(range(7))) == (subset == "first")


@pytest.mark.parametrize("shards", [1, 3, 20])
@pytest.mark.parametrize("total", [1, 10, 12])
def test_shards_share_whole_chunks_and_the_rest_stands_by(shards, total):
    names = [f"{k}.jpg" for k in range(15)]
    candidates = Candidates(total, names, [("notes.txt", "no image")])
    shard_names = [f"{k}-of-{shards}" for k in range(1, shards + 1)]
    shares, rest = share_out(candidates, shard_names, 4, "photos", {"dataset": {}})
    assert list(shares) == shard_names
    shared = [name for share in shares.values() for name in share["candidates"]]
    assert shared + rest["rest"] == names
    assert len(shared) == rest["covered"] == -(-total // 4) * 4
    ends = [end for share in shares.values() for end in share["covers"]]
    assert ends[::2] == [0, *ends[1:-1:2]]
    assert all(end in (0, 4, 8, 12) for end in ends)
    assert {share["listing"] for share in shares.values()} == {rest["listing"]}
    assert (rest["total"], rest["left_out"]) == (total, [("notes.txt", "no image")])


def test_painted_faces_are_shared_by_number():
    shares, rest = share_out(Candidates(10), ["1-of-2", "2-of-2"], 4, None, {})
    assert [share["covers"] for share in shares.values()] == [[0, 4], [4, 10]]
    assert [share["candidates"] for share in shares.values()] == [None, None]
    assert (rest["covered"], rest["rest"]) == (10, None)


def test_a_listing_is_named_by_all_that_decides_it():
    def digest(total=2, names=("a", "b"), path="photos", origin="x"):
        _, rest = share_out(Candidates(total, list(names)), [], 4, path, {"origin": origin})
        return rest["listing"]

    others = [digest(total=1), digest(names=("a", "c")), digest(path="p"), digest(origin="y")]
    assert len({digest(), *others}) == 5
    assert digest() == digest()
