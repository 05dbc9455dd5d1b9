"""Fidelity against variety: points, lines of equal overlap, and labels."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from support.drawing import draw
from support.samplers_tables import ROWS, empty, samplers_table

from zpoints.figures import style
from zpoints.quality.trade_off import trade_off


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@pytest.fixture
def drawn(monkeypatch, path):
    """Draw a table and give the figure as it was saved."""
    figures = []
    monkeypatch.setattr(style, "save", lambda figure, path: figures.append(figure))

    def make(table):
        trade_off(table, "I", path)
        return figures[-1]

    return make


@pytest.mark.parametrize(
    "table",
    [
        samplers_table(),
        samplers_table(detected=False),
        samplers_table(noise={"recall": 0.6, "precision": 0.6}, permuted=empty()),
        samplers_table(**{name.replace("-", "_"): empty() for name in ROWS}),
    ],
    ids=["passing", "no detector", "failing", "no images"],
)
def test_tables_of_any_kind_are_drawn(path, table):
    draw(trade_off, table, "I", path=path)


def test_points_are_recall_and_precision_marked_by_kind(drawn):
    (axes,) = drawn(samplers_table()).axes
    points = {
        (line.get_xdata()[0], line.get_ydata()[0]): line.get_marker()
        for line in axes.lines
        if line.get_marker() != "None"
    }
    markers = {"reference": "D", "control": "X"}
    assert points == {
        (recall, precision): "s" if b else markers.get(kind, "o")
        for kind, b, _, precision, recall, _ in ROWS.values()
    }


def test_overlap_is_equal_along_each_line(drawn):
    (axes,) = drawn(samplers_table()).axes
    lines = [line.get_xydata() for line in axes.lines if line.get_marker() == "None"]
    assert [line.min() for line in lines] == [0.25, 0.5, 0.75, 0.96]
    for line in lines:
        assert (line.min(axis=1) == line.min()).all()
    written = [text.get_text() for text in axes.texts]
    assert {"overlap:", "0.25", "0.5", "0.75", "good corner", "ceiling 0.96"} <= set(written)


def test_every_point_has_its_plain_name_and_equal_names_their_samplers(drawn):
    table = samplers_table(uniform_b1={"name": "a cube"}, uniform_b2={"name": "a cube"})
    (axes,) = drawn(table).axes
    written = {text.get_text() for text in axes.texts}
    assert {"the cloud's own shape", "a cube: uniform-b1", "a cube: uniform-b2"} <= written


def test_what_has_no_values_is_named_below(drawn):
    table = samplers_table(permuted=empty(), reconstructions=empty())
    figure = drawn(table)
    note = figure.legends[0].get_title().get_text().replace("\n", " ")
    assert note.startswith("Controls fail: reconstructions has no overlap")
    assert note.endswith(
        "Not drawn, as there are no images to measure: reconstructions: the ceiling, right "
        "distributions, no correlations."
    )
    assert not any("ceiling" in text.get_text() for text in figure.axes[0].texts)


def test_title_and_note_stay_clear_of_the_axes(drawn):
    figure = drawn(samplers_table(noise={"recall": 0.6, "precision": 0.6, "face_rate": 0.5}))
    with style.context():
        figure.draw_without_rendering()
    renderer = FigureCanvasAgg(figure).get_renderer()
    (axes,) = figure.axes
    title, legend = (
        figure.texts[0].get_window_extent(renderer),
        figure.legends[0].get_window_extent(renderer),
    )
    box = axes.get_tightbbox(renderer)
    assert legend.y1 < box.y0
    assert box.y1 < title.y0
    assert box.x1 < figure.bbox.x1
    assert title.x1 < figure.bbox.x1
