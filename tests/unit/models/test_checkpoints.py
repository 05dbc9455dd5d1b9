"""Checkpoints: what was written comes back; anything else is left alone, and the log says so."""

import json
import logging

import numpy as np
import pytest

from zpoints.models.checkpoints import Checkpoint, Checkpoints

HISTORY = [{"epoch": 1, "loss": 0.1 + 0.2, "val_loss": 1 / 3, "images_per_second": 1e6 / 7}]
VARIABLES = [
    np.arange(6, dtype=np.float32).reshape(2, 3) / 7,
    np.array(5, np.int64),
    np.array([1, 2], np.uint32),
]
LIKE = [((2, 3), "float32"), ((), "int64"), ((2,), "uint32")]


@pytest.fixture
def written(tmp_path):
    checkpoints = Checkpoints(tmp_path / "checkpoint.npz", {"epochs": 3, "rate": 0.1})
    checkpoints.write(Checkpoint(HISTORY, VARIABLES, 17, 2.5))
    return checkpoints


@pytest.fixture
def lines(caplog):
    logger = logging.getLogger("zpoints")
    logger.propagate = True
    caplog.set_level(logging.INFO, "zpoints")
    return caplog


def test_what_was_written_comes_back_to_the_last_bit(written):
    found = written.read(LIKE)
    assert found.history == HISTORY
    assert (found.batches, found.seconds) == (17, 2.5)
    for array, expected in zip(found.variables, VARIABLES, strict=True):
        assert array.dtype == expected.dtype
        np.testing.assert_array_equal(array, expected)


def test_the_last_one_takes_the_place_of_those_before(written, tmp_path):
    written.write(Checkpoint(HISTORY * 2, VARIABLES))
    assert len(written.read(LIKE).history) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.npz"]


def test_nothing_there_is_no_trouble(tmp_path, lines):
    assert Checkpoints(tmp_path / "checkpoint.npz", {}).read(LIKE) is None
    assert not lines.messages


def test_that_of_another_training_is_not_used(written, lines):
    other = Checkpoints(written.path, {"epochs": 4, "rate": 0.1})
    assert other.read(LIKE) is None
    assert "other settings, images or software" in lines.messages[0]


def test_the_order_of_settings_does_not_matter(written):
    assert Checkpoints(written.path, {"rate": 0.1, "epochs": 3}).read(LIKE) is not None


def test_that_of_an_older_version_is_not_used(written, lines):
    head = json.dumps({"training": written.training, "history": HISTORY})
    arrays = {f"variable_{k}": array for k, array in enumerate(VARIABLES)}
    np.savez(written.path, head=np.array(head), **arrays)
    assert written.read(LIKE) is None
    assert "another version of zpoints and is not used" in lines.messages[0]


@pytest.mark.parametrize(
    "like", [LIKE[:2], [*LIKE, ((), "int64")], [((3, 2), "float32"), *LIKE[1:]]]
)
def test_other_variables_are_not_used(written, lines, like):
    assert written.read(like) is None
    assert "holds other variables" in lines.messages[0]


def test_a_file_that_is_cut_anywhere_is_not_used(written, lines):
    content = written.path.read_bytes()
    for length in range(0, len(content), 7):
        written.path.write_bytes(content[:length])
        assert written.read(LIKE) is None
    assert all("is damaged" in message for message in lines.messages)


def test_a_changed_byte_changes_no_variable(written):
    """The archive's checksums notice what lies in arrays; its own fields may change unnoticed."""
    content = written.path.read_bytes()
    refused = 0
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 0x55
        written.path.write_bytes(changed)
        found = written.read(LIKE)
        refused += found is None
        if found is not None:
            assert found.history == HISTORY
            assert all(map(np.array_equal, found.variables, VARIABLES))
    assert refused > len(content) / 4


def test_pickles_are_not_loaded(written, lines, tmp_path):
    np.savez(written.path, head=np.array({"training": written.training}, dtype=object))
    assert written.read(LIKE) is None
    assert "is damaged" in lines.messages[0]


def test_a_write_that_fails_leaves_the_last_one(written, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        written.write(Checkpoint(HISTORY * 2, VARIABLES))
    monkeypatch.undo()
    assert len(written.read(LIKE).history) == 1
    assert len(list(written.path.parent.iterdir())) == 1


def test_removing_twice_is_no_trouble(written):
    written.remove()
    written.remove()
    assert not written.path.exists()
