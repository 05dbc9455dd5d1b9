"""The script of the rule `history_figure`."""

from workflow.scripts.models import history_figure


def test_a_figure_is_written(tmp_path):
    history = tmp_path / "history.csv"
    history.write_text("epoch,loss,val_loss,images_per_second\n1,0.2,0.3,9\n2,0.1,0.2,9\n")
    history_figure.history_figure(history, tmp_path / "history.png", case="I", loss="mse")
    assert (tmp_path / "history.png").read_bytes().startswith(b"\x89PNG")
