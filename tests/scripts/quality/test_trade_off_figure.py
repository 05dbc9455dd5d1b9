"""A figure of a table that was read from its file."""

from workflow.scripts.quality.trade_off_figure import trade_off_figure


def test_the_table_is_drawn(tmp_path, table, is_picture):
    trade_off_figure(table=table, output=tmp_path / "figure.png", case="I")
    assert is_picture(tmp_path / "figure.png")
