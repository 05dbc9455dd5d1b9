"""The figure of the region hits."""

from support.drawing import draw

from workflow.scripts.distributions.regions_figure import regions_figure


def test_the_hits_are_drawn(tmp_path, hits):
    def figure(path):
        regions_figure(hits[0], str(path), "I")

    draw(figure, path=tmp_path / "region_hits.png")


def test_without_a_region_the_figure_says_so(tmp_path, narrow):
    def figure(path):
        regions_figure(narrow.hits, str(path), "I")

    draw(figure, path=tmp_path / "region_hits.png")
