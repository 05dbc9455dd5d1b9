"""The sheet of a sampler shows its first images."""

import matplotlib.image
import numpy as np
import pytest
from support.drawing import pictures

from workflow.scripts.samplers.sheet import sheet


@pytest.mark.parametrize("limit", [4, 400])
def test_a_sheet_is_drawn(tmp_path, limit):
    np.save(tmp_path / "images.npy", pictures(9))
    figure = tmp_path / "images.png"
    sheet(str(tmp_path / "images.npy"), str(figure), "I", "gaussian-full", limit)
    assert np.ptp(matplotlib.image.imread(figure)) > 0
