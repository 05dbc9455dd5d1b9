"""The figure of the dominant components."""

import numpy as np
from support.drawing import draw

from workflow.scripts.distributions.dominant_figure import dominant_figure


def test_no_more_components_are_drawn_than_asked_for(tmp_path, case, component_table, uniform):
    pixels = []
    for limit in (1, 2):

        def figure(path, limit=limit):
            inputs = component_table, case.histogram, uniform[1]
            dominant_figure(*inputs, str(path), dominant=limit, case="I")

        pixels.append(draw(figure, path=tmp_path / "dominant.png"))
    assert not np.array_equal(pixels[0], pixels[1])
