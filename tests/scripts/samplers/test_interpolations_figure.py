"""The decoded paths between images, drawn."""

import matplotlib.image
import numpy as np
from support.drawing import pictures

from workflow.scripts.samplers.interpolations_figure import interpolations_figure
from zpoints import files


def test_a_row_is_drawn_for_each_label(tmp_path):
    images = np.stack([pictures(5), pictures(5)])
    path, figure = str(tmp_path / "interpolations.npz"), str(tmp_path / "interpolations.png")
    files.write_arrays(path, labels=["1: latent path", "1: pixel blend"], images=images)
    interpolations_figure(path, figure, case="I")
    assert np.ptp(matplotlib.image.imread(figure)) > 0
