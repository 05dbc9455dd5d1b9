"""Figures of the models."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.models import figures


@pytest.mark.parametrize("epochs", [1, 2, 24, 100])
def test_the_history(tmp_path, epochs):
    loss = 0.1 / np.arange(1, epochs + 1)
    table = pd.DataFrame({"epoch": np.arange(1, epochs + 1), "loss": loss, "val_loss": 1.1 * loss})
    draw(figures.history, table, "mse", "Case I", path=tmp_path / "history.png")


def test_a_history_that_does_not_move(tmp_path):
    table = pd.DataFrame({"epoch": [1, 2, 3], "loss": [0.07] * 3, "val_loss": [0.07] * 3})
    draw(figures.history, table, "mse", "Case I", path=tmp_path / "history.png")
