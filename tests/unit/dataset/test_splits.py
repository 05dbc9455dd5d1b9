"""Splits: seeded shares, and CelebA's partition files."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints.dataset import splits
from zpoints.errors import StudyError


@given(st.integers(2, 500), st.floats(0.001, 0.5), st.integers(0, 99))
def test_the_random_split_has_the_share_and_both_kinds(count, share, seed):
    split = splits.split_at_random(count, share, np.random.default_rng(seed))
    validation = (split == splits.VALIDATION).sum()
    assert split.dtype == np.uint8
    assert set(split) == {splits.TRAIN, splits.VALIDATION}
    assert validation == max(1, round(count * share))
    assert (split == splits.split_at_random(count, share, np.random.default_rng(seed))).all()


def test_the_random_split_falls_on_every_image_alike():
    generator = np.random.default_rng(0)
    drawn = sum(splits.split_at_random(20, 0.25, generator).astype(int) for _ in range(4000))
    assert np.abs(drawn - 1000).max() < 5 * np.sqrt(4000 * 0.25 * 0.75)


@pytest.mark.parametrize("count", [0, 1])
def test_one_image_cannot_be_split(count):
    with pytest.raises(StudyError, match=rf"has {count} image.*at least 2; add"):
        splits.split_at_random(count, 0.5, np.random.default_rng(0))


TXT = "000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n"
CSV = "image_id,partition\n000001.jpg,0\n000002.jpg,1\n000003.jpg,2\n"


@pytest.mark.parametrize(
    "text", [TXT, CSV, CSV.split("\n", 1)[1], TXT.replace("\n", "\r\n"), TXT + "\n\n"]
)
def test_both_kinds_of_partition_files_are_read(tmp_path, text):
    (tmp_path / "list").write_bytes(text.encode())
    expected = {"000001.jpg": 0, "000002.jpg": 1, "000003.jpg": 2}
    assert splits.read_partition(tmp_path / "list") == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (TXT + "000004.jpg\n", 4),
        (TXT + "000004.jpg 3\n", 4),
        (TXT + "000004.jpg 0 1\n", 4),
        (CSV + "000004.jpg,train\n", 5),
        ("<html>\n<body>\n", 2),
    ],
)
def test_a_line_that_is_no_partition_is_named(tmp_path, text, line):
    path = tmp_path / "list_eval_partition.txt"
    path.write_text(text)
    with pytest.raises(StudyError) as caught:
        splits.read_partition(path)
    assert f"{path}, line {line}:" in str(caught.value)
    assert text.splitlines()[line - 1] in str(caught.value)
    assert "download the file again" in str(caught.value)


def test_files_get_the_split_of_their_name():
    partition = {"1.jpg": 0, "2.jpg": 1, "3.jpg": 2, "4.jpg": 0, "unused.jpg": 1}
    split = splits.split_by_partition(["a/4.jpg", "a/2.jpg", "3.jpg"], partition)
    assert split.dtype == np.uint8
    assert split.tolist() == [0, 1, 2]


def test_files_that_are_not_listed_are_counted():
    with pytest.raises(StudyError, match=r"lacks 2 of 3 images, the first is 8\.jpg; download"):
        splits.split_by_partition(["1.jpg", "8.jpg", "9.jpg"], {"1.jpg": 0})


@pytest.mark.parametrize(("codes", "word"), [([1, 1, 2], "train"), ([0, 0, 2], "validation")])
def test_a_partition_without_a_kind_is_refused(codes, word):
    names = ["1.jpg", "2.jpg", "3.jpg"]
    with pytest.raises(StudyError, match=rf"none of the 3 images is for {word}; use"):
        splits.split_by_partition(names, dict(zip(names, codes, strict=True)))
