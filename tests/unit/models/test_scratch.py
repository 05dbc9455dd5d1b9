"""The scratch file: any image of a store, at once."""

import numpy as np
import pytest

from zpoints.models.scratch import ScratchFile


def test_the_file_holds_the_images_of_the_store(store, tmp_path):
    images = store.read("images")
    scratch = ScratchFile(store, tmp_path)
    for rows in ([5], [95, 0, 40, 40], np.arange(96)[::-1], []):
        rows = np.array(rows, int)
        assert (scratch.take(rows) == images[rows]).all()
    assert not list(tmp_path.iterdir())  # it has no name


def test_a_short_transfer_is_an_error(store, tmp_path):
    scratch = ScratchFile(store, tmp_path)
    scratch.file.truncate(scratch.row_bytes * 3 + 1)
    with pytest.raises(OSError, match=f"took 1 of {scratch.row_bytes} bytes"):
        scratch.take(np.array([3]))
