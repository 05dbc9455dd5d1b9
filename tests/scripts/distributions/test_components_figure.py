"""The figure of all components."""

from support.drawing import draw

from workflow.scripts.distributions.components_figure import components_figure


def test_all_components_are_drawn(tmp_path, case, component_table, uniform):
    def figure(path):
        components_figure(component_table, case.histogram, uniform[1], str(path), "I")

    draw(figure, path=tmp_path / "components.png")
