"""The figure of the vector lengths."""

from support.drawing import draw

from workflow.scripts.distributions.radii_figure import radii_figure


def test_the_lengths_are_drawn(tmp_path, measured_radii):
    def figure(path):
        radii_figure(*measured_radii, str(path), b_max=2, case="I")

    draw(figure, path=tmp_path / "radii.png")
