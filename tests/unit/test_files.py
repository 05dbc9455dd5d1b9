"""Files are written whole or not at all."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zpoints import files


def test_the_file_is_there_after_the_block_and_not_before(tmp_path):
    path = tmp_path / "table.npz"
    with files.replacing(path) as temporary:
        temporary.write_text("new")
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".npz"
        assert not path.exists()
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "old.txt"
    path.write_text("old")
    with pytest.raises(KeyError), files.replacing(path) as temporary:
        temporary.write_text("half")
        raise KeyError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), files.replacing(tmp_path / "never.txt"):
        pass
    assert not list(tmp_path.iterdir())


def test_equal_json_has_equal_bytes_and_reads_back(tmp_path):
    files.write_json(tmp_path / "a.json", {"b": [1, 0.5, None], "a": "ä"})
    files.write_json(tmp_path / "b.json", {"a": "ä", "b": [1, 0.5, None]})
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text()) == {"a": "ä", "b": [1, 0.5, None]}


@pytest.mark.parametrize("content", [float("nan"), {"a": float("inf")}, {"a": np.float32(1)}])
def test_what_json_cannot_hold_leaves_no_file(tmp_path, content):
    with pytest.raises((ValueError, TypeError)):
        files.write_json(tmp_path / "a.json", content)
    assert not list(tmp_path.iterdir())


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1))
def test_a_table_holds_every_float32_exactly(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    values = np.array(values, np.float32)
    files.write_table(path, pd.DataFrame({"value": values.astype(float)}))
    lines = path.read_text().splitlines()
    assert lines[0] == "value"
    assert np.array([float(line) for line in lines[1:]], np.float32).tobytes() == values.tobytes()


def test_tables_end_lines_the_same_way_everywhere(tmp_path):
    table = pd.DataFrame({"name": ["a", "b,c"], "n": [1, 2], "x": [0.1, np.nan]})
    files.write_table(tmp_path / "t.csv", table)
    assert (tmp_path / "t.csv").read_bytes() == b'name,n,x\na,1,0.1\n"b,c",2,\n'


def test_the_digest_is_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"bytes" * 100_000)
    expected = hashlib.sha256(b"bytes" * 100_000).hexdigest()
    assert files.digest(tmp_path / "a") == f"sha256:{expected}"


def test_arrays_come_back_under_their_names(tmp_path):
    path = tmp_path / "arrays.npz"
    files.write_arrays(path, rows=np.arange(3), std=0.5)
    arrays = files.read_arrays(path)
    assert list(arrays) == ["rows", "std"]
    assert arrays["rows"].tolist() == [0, 1, 2]
    assert float(arrays["std"]) == 0.5
    files.write_array(tmp_path / "one.npy", np.eye(2))
    for mmap in (False, True):
        np.testing.assert_array_equal(files.read_array(tmp_path / "one.npy", mmap), np.eye(2))


def test_pickles_are_neither_written_nor_read(tmp_path):
    with pytest.raises(ValueError, match="allow_pickle"):
        files.write_array(tmp_path / "a.npy", np.array([{}], object))
    assert not list(tmp_path.iterdir())
    np.save(tmp_path / "b.npy", np.array([{}], object), allow_pickle=True)
    np.savez(tmp_path / "b.npz", a=np.array([{}], object))
    with pytest.raises(ValueError, match="allow_pickle"):
        files.read_array(tmp_path / "b.npy")
    with pytest.raises(ValueError, match="allow_pickle"):
        files.read_arrays(tmp_path / "b.npz")


@pytest.mark.parametrize(
    ("value", "path"), [(None, None), ([], None), ("", None), ("a", "a"), (["a"], "a")]
)
def test_an_input_that_a_rule_may_leave_out(value, path):
    assert files.optional(value) == path


def test_two_paths_are_not_one_input():
    with pytest.raises(ValueError, match="too many"):
        files.optional(["a", "b"])
