"""Ladders of samplers: which row stands where, with what beside it."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from support.drawing import draw
from support.samplers_tables import empty, samplers_table

from zpoints.figures import style
from zpoints.quality import ladder


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@pytest.fixture
def drawn(monkeypatch, path):
    """Draw a figure and give it as it was saved."""
    figures = []
    monkeypatch.setattr(style, "save", lambda figure, path: figures.append(figure))

    def make(function, table):
        function(table, "I", path)
        return figures[-1]

    return make


def texts(axes):
    return [text.get_text().replace("\u00a0", " ") for text in axes.texts]


def lines(axes, style="-"):
    """(x, y) of lines."""
    return [
        tuple(map(list, line.get_data())) for line in axes.lines if line.get_linestyle() == style
    ]


@pytest.mark.parametrize("function", [ladder.overlap, ladder.face_rate])
@pytest.mark.parametrize(
    "table",
    [
        samplers_table(),
        samplers_table(detected=False),
        samplers_table(noise={"recall": 0.6, "precision": 0.6, "face_rate": 0.4}),
        samplers_table(permuted=empty(), reconstructions=empty()),
        samplers_table(without=["mean-image", "noise", "scrambled"]),
    ],
    ids=["passing", "no detector", "failing", "no images", "no controls"],
)
def test_tables_of_any_kind_are_drawn(path, function, table):
    draw(function, table, "I", path=path)


def test_rows_come_in_the_order_of_the_table_and_controls_after_a_gap(drawn):
    table = samplers_table()
    figure = drawn(ladder.overlap, table)
    left, right = figure.axes
    samplers = {text.get_text(): text.xy[1] for text in left.texts}
    heights = [samplers[name] for name in table["sampler"]]
    assert heights[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert heights[7] > 7.5
    assert heights[8] == heights[7] + 1
    assert 6.5 < samplers["Controls: overlap at most 0.05"] < heights[7] - 0.5
    assert left.get_ylim() == right.get_ylim() == (heights[9] + 0.6, -0.6)


def test_values_and_intervals_stand_in_their_panels(drawn):
    left, right = drawn(ladder.overlap, samplers_table()).axes
    y = samplers_table()["sampler"].tolist().index("gaussian-full")
    assert "0.88 (0.84 to 0.92)" in texts(left)
    assert "84 % (80 to 88)" in texts(right)
    for axes, ends in ((left, (0.84, 0.92)), (right, (0.8, 0.88))):
        spans = [x for x, heights in lines(axes) if heights == [y, y]]
        assert spans == [pytest.approx(ends)]


def test_each_panel_has_its_ceiling_as_far_down_as_there_are_samplers(drawn):
    left, right = drawn(ladder.overlap, samplers_table()).axes
    for axes, ceiling, text in ((left, 0.96, "ceiling 0.96"), (right, 0.9, "ceiling 90 %")):
        assert lines(axes, "--") == [([ceiling] * 2, [-0.6, 6.6])]
        assert text in texts(axes)
    alone = drawn(ladder.overlap, samplers_table(reconstructions=empty())).axes[0]
    assert not lines(alone, "--")


def test_without_a_detector_overlap_stands_alone_and_face_rate_says_so(drawn):
    table = samplers_table(detected=False)
    assert len(drawn(ladder.overlap, table).axes) == 1
    figure = drawn(ladder.face_rate, table)
    assert not figure.axes
    assert "no face detector applies" in figure.get_suptitle()
    assert "see overlap.png" in figure.texts[-1].get_text()


def test_face_rates_come_in_the_order_of_overlap(drawn):
    (axes,) = drawn(ladder.face_rate, samplers_table()).axes
    samplers = samplers_table()["sampler"].tolist()
    shown = [text.get_text() for text in axes.texts if text.get_text() in samplers]
    # A row whose plain name is its id has this text twice.
    assert list(dict.fromkeys(shown)) == samplers
    assert "100 % (96 to 100)" in texts(axes)


def test_what_fails_and_what_has_no_images_is_said_in_its_row(drawn):
    table = samplers_table(
        scrambled={"recall": 0.2},
        images={"face_rate": 0.7},
        permuted=empty(),
        latents={"overlap": None},
    )
    left, right = drawn(ladder.overlap, table).axes
    assert "0.20 (0.16 to 0.24), fails" in texts(left)
    assert "70 % (66 to 74), fails" in texts(right)
    assert texts(left).count("no images") == texts(right).count("no images") == 1
    assert texts(left).count("unknown") == 1
    assert sum("fails" in text for axes in (left, right) for text in texts(axes)) == 2


@pytest.mark.parametrize("function", [ladder.overlap, ladder.face_rate])
def test_no_text_covers_another(drawn, function):
    long = {"name": "a name that goes on for very many words, and then some more of them"}
    figure = drawn(function, samplers_table(permuted=long, noise={"recall": 0.5, "precision": 0.5}))
    with style.context():
        figure.draw_without_rendering()
    renderer = FigureCanvasAgg(figure).get_renderer()
    written = [text for axes in figure.axes for text in (*axes.texts, axes.xaxis.label)]
    written += [*figure.legends[0].get_texts(), figure.legends[0].get_title(), figure._suptitle]
    boxes = [(Text.get_window_extent(text, renderer), text.get_text()) for text in written]
    assert len(boxes) > 25
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not one.overlaps(other), (first, second)
