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
    draw(figures.history, table, "mse", "I", path=tmp_path / "history.png")


def test_a_history_that_does_not_move(tmp_path):
    table = pd.DataFrame({"epoch": [1, 2, 3], "loss": [0.07] * 3, "val_loss": [0.07] * 3})
    draw(figures.history, table, "mse", "I", path=tmp_path / "history.png")


@pytest.mark.parametrize(("epochs", "word"), [(1, "epoch"), (3, "epochs")])
def test_the_title_says_where_the_losses_end(epochs, word):
    losses = {"loss": [0.3, 0.2, 0.0123][-epochs:], "val_loss": [0.3, 0.2, 0.0456][-epochs:]}
    title = figures.history_title(pd.DataFrame(losses), "I")
    text = f"Case I: a validation loss of 0.0456 after {epochs} {word}, of training 0.0123"
    assert title == text
