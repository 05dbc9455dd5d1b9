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
