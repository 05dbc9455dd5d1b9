"""The figure of normality."""

from support.drawing import draw

from workflow.scripts.geometry.normality_figure import normality_figure


def test_distances_and_shapes_are_drawn(tmp_path, paths):
    def figure(path):
        normality_figure(paths["distances"], paths["components"], path, "I")

    draw(figure, path=tmp_path / "normality.png")
