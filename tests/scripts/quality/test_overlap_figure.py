"""A figure of a table that was read from its file."""

from workflow.scripts.quality.overlap_figure import overlap_figure


def test_the_table_is_drawn(tmp_path, table, is_picture):
    overlap_figure(table=table, output=tmp_path / "figure.png", case="I")
    assert is_picture(tmp_path / "figure.png")
