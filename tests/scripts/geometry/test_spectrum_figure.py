"""The figure of the spectrum."""

import pandas as pd
from support.drawing import draw

from workflow.scripts.geometry.spectrum_figure import spectrum_figure


def test_the_spectrum_is_drawn(tmp_path):
    table = {"rank": [1, 2], "variance": [3, 1], "cumulative": [0.75, 1]}
    pd.DataFrame(table).to_csv(tmp_path / "pca.csv", index=False)

    def figure(path):
        spectrum_figure(tmp_path / "pca.csv", path, "I")

    draw(figure, path=tmp_path / "spectrum.png")
