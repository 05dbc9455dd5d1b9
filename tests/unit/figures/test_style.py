"""The style of all figures."""

import matplotlib as mpl
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
