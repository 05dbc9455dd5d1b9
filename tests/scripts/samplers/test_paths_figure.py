"""The decoded paths through the centre, drawn."""

import matplotlib.image
import numpy as np
from support.drawing import pictures

from workflow.scripts.samplers.paths_figure import paths_figure
from zpoints import files


def test_a_row_is_drawn_for_each_label(tmp_path):
    images = np.stack([pictures(5), pictures(5)])
    path, figure = str(tmp_path / "paths.npz"), str(tmp_path / "paths.png")
    files.write_arrays(path, labels=["first", "second"], images=images)
    paths_figure(path, figure, case="I", sigma=2.5)
    assert np.ptp(matplotlib.image.imread(figure)) > 0
