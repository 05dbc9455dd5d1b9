"""The style of all figures."""

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image
from support.drawing import draw

from zpoints.figures import style


def test_drawing_leaves_the_style_of_others_alone():
    before = dict(mpl.rcParams)
    with style.context({"axes.grid": False}):
        assert mpl.rcParams["figure.constrained_layout.use"]
        assert not mpl.rcParams["axes.grid"]
    assert dict(mpl.rcParams) == before


def test_a_figure_with_a_legend_of_dots(tmp_path):
    def save(path):
        with style.context():
            figure = style.new(6, 4)
            figure.subplots().plot([1, 2], [1, 2], color=style.BLUE)
            figure.legend(handles=[style.dot(style.RED, "o", "a dot")], loc="outside lower center")
            style.title(figure, "A title")
            style.save(figure, path)

    draw(save, path=tmp_path / "figure.png")


def test_long_names_are_shortened():
    assert style.shortened("short") == "short"
    assert style.shortened("x" * 40) == "x" * 31 + "…"
    assert style.shortened("abcdef", 3) == "ab…"


@pytest.mark.parametrize("pictures", [True, False])
def test_only_pictures_keep_all_their_colours(tmp_path, pictures):
    tones = np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    with style.context():
        figure = style.new(4, 4)
        style.show(figure.subplots(), tones)
        style.save(figure, tmp_path / "figure.png", pictures)
    with Image.open(tmp_path / "figure.png") as image:
        assert image.mode == ("RGB" if pictures else "P")
        assert (len(image.convert("RGB").getcolors(10**6)) > 256) == pictures
        assert image.info["dpi"] == pytest.approx((150, 150), abs=0.1)
