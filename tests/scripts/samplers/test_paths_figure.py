"""The decoded paths through the centre, drawn."""

import matplotlib.image
import numpy as np
import pandas as pd
from support.drawing import pictures

from workflow.scripts.samplers.paths_figure import paths_figure
from zpoints import files


def test_a_row_is_drawn_for_each_label(tmp_path):
    images = np.stack([pictures(5), pictures(5)])
    path, figure = str(tmp_path / "paths.npz"), str(tmp_path / "paths.png")
    files.write_arrays(path, labels=["component 3", "PC 1 (60.0 %)"], images=images)
    columns = {
        "attribute": "None",
        "kind": "direction",
        "index": [1],
        "r": 0.7,
        "significant": True,
    }
    attributes = str(tmp_path / "attributes.csv")
    pd.DataFrame(columns).to_csv(attributes, index=False)
    paths_figure(path, attributes, figure, case="I", sigma=2.5)
    assert np.ptp(matplotlib.image.imread(figure)) > 0
