"""What the figures read from the table of samplers, and how they put values and texts."""

import numpy as np
import pytest
from support.samplers_tables import empty, samplers_table

from zpoints.figures import style
from zpoints.quality import marks


def rows_by_name(table):
    return {row.sampler: row for row in marks.rows_of(table)}


def test_rows_have_the_values_and_the_order_of_the_table():
    table = samplers_table()
    rows = marks.rows_of(table)
    assert [row.sampler for row in rows] == table["sampler"].tolist()
    row = rows_by_name(table)["gaussian-full"]
    assert row.overlap == pytest.approx((0.88, 0.84, 0.92))
    assert row.face_rate == pytest.approx((0.84, 0.8, 0.88))
    assert (row.precision, row.recall, row.images) == (0.88, 0.95, 100)


def test_a_sampler_with_a_b_is_a_cube():
    rows = rows_by_name(samplers_table())
    assert {name: row.kind for name, row in rows.items() if row.kind != "sampler"} == {
        "images": "reference",
        "reconstructions": "reference",
        "uniform-b1": "cube",
        "uniform-b2": "cube",
        "mean-image": "control",
        "noise": "control",
        "scrambled": "control",
    }
    assert len({(row.color, row.marker) for row in rows.values()}) == 4


def test_controls_that_do_not_pass_are_marked():
    rows = rows_by_name(samplers_table(scrambled={"recall": 0.2}, images={"face_rate": 0.7}))
    failing = {
        (name, what) for name, row in rows.items() for what, fails in row.fails.items() if fails
    }
    assert failing == {("scrambled", "overlap"), ("images", "face_rate")}


def test_the_ceiling_is_the_row_of_reconstructions():
    table = samplers_table()
    assert marks.ceiling_of(marks.rows_of(table)).overlap.value == 0.96
    none = table[table["sampler"] != "reconstructions"]
    assert marks.ceiling_of(marks.rows_of(none)) is None
    # A sampler that a user calls so is not the ceiling.
    renamed = none.replace({"sampler": {"permuted": "reconstructions"}})
    assert marks.ceiling_of(marks.rows_of(renamed)) is None


def test_what_is_not_known_is_not_a_number():
    row = rows_by_name(samplers_table(permuted=empty()))["permuted"]
    assert row.images == 0
    assert not row.overlap.known
    assert np.isnan(row.face_rate.value)


@pytest.mark.parametrize("detected", [True, False])
def test_a_detector_applies_where_there_is_a_rate(detected):
    assert marks.is_detected(marks.rows_of(samplers_table(detected))) is detected


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.004, "0 %"), (0.805, "80 %"), (0.806, "81 %"), (1, "100 %")]
)
def test_per_cent_stays_on_one_line(share, text):
    assert marks.percent(share) == text.replace(" ", "\u00a0")


def test_the_note_says_whether_controls_pass():
    assert marks.note_on_checks(samplers_table()) == "Controls pass."
    assert marks.note_on_checks(samplers_table(detected=False)) == (
        "Controls pass. No face detector applies."
    )
    note = marks.note_on_checks(samplers_table(noise={"recall": 0.64, "precision": 0.7}))
    assert note.startswith("Controls fail: noise has overlap 0.64")


def test_texts_are_no_wider_than_the_figure():
    with style.context():
        figure = style.new(5, 2)
        lines = marks.wrapped("word " * 60 + "\nlast", figure, 10).split("\n")
    assert max(map(len, lines)) <= 50
    assert lines[-1] == "last"
    assert " ".join(lines[:-1]).split() == ["word"] * 60


def test_a_text_is_written_at_a_place_in_inches():
    figure = style.new(4, 8)
    marks.write(figure, 1, 2, "here", fontsize=9)
    (text,) = figure.texts
    assert text.get_position() == (0.25, 0.75)
    assert text.get_va() == "top"


def test_the_legend_names_the_kinds_that_are_drawn():
    with style.context():
        figure = style.new(9, 3)
        rows = [row for row in marks.rows_of(samplers_table()) if row.kind != "control"]
        marks.add_legend(figure, rows, "Controls pass.")
        marks.add_title(figure, "Case I")
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "sampler fitted to the data",
        "uniform in a cube [\u2212b, b]",
        "not sampled, to compare with",
    ]
    assert legend.get_title().get_text() == "Controls pass."
    assert figure.get_suptitle() == "Case I"
