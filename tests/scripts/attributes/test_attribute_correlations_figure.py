"""The figure of the attributes."""

import pytest
from support.drawing import draw
from support.planted_attributes import planted

from workflow.scripts.attributes.attribute_correlations_figure import attribute_correlations_figure


@pytest.mark.parametrize("names", [["follows 2", "None"], []])
def test_the_correlations_are_drawn(make, names):
    z, y = planted(300)
    made = make(z, y.rename(columns={"independent 0": "None"})[names])

    def figure(path):
        room = {"attributes": 40, "directions": 20, "components": 20}
        attribute_correlations_figure(made.table, str(path), **room, alpha=0.01, case="I")

    draw(figure, path=made.folder / "attributes.png")
