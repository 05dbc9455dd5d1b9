"""The script of the rule `reconstructions_figure`."""

import numpy as np
from support.drawing import pictures

from workflow.scripts.models import reconstructions_figure
from zpoints import files

SPLIT = np.repeat(np.uint8([1, 0]), [10, 3])


def test_a_figure_is_written(tmp_path):
    path = tmp_path / "reconstructions.npz"
    files.write_arrays(path, originals=pictures(13), decoded=pictures(13), split=SPLIT)
    reconstructions_figure.reconstructions_figure(path, tmp_path / "figure.png", case="I")
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
