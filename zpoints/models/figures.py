"""Figures of the models."""

from pathlib import Path

import pandas as pd
from matplotlib.ticker import MaxNLocator

from zpoints.figures import style


def history(table: pd.DataFrame, loss: str, case: str, path: str | Path) -> None:
    """Save the loss of training and validation over the epochs.

    Args:
        table: columns epoch, loss and val_loss.
        loss: its name, for the axis.
        case: name of the case.
        path: of the PNG.
    """
    with style.context():
        figure = style.new(8.5, 5)
        axes = figure.subplots()
        marker = "o" if len(table) < 40 else None
        axes.plot(table["epoch"], table["loss"], color=style.BLUE, marker=marker, label="training")
        axes.plot(
            table["epoch"],
            table["val_loss"],
            color=style.ORANGE,
            marker=marker,
            label="validation",
        )
        axes.set(xlabel="epoch", ylabel=f"loss ({loss}, pixels in [0, 1])")
        axes.set_title(history_title(table, case))
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter("{x:.3g}")
        axes.yaxis.set_major_formatter("{x:.3g}")
        axes.tick_params(axis="y", which="minor", labelsize=10)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend()
        style.save(figure, path)


def history_title(table: pd.DataFrame, case: str) -> str:
    """Where the losses end, and after how many epochs."""
    last, epochs = table.iloc[-1], len(table)
    return (
        f"Case {case}: a validation loss of {last['val_loss']:.3g} after {epochs} "
        f"epoch{'s' * (epochs != 1)}, of training {last['loss']:.3g}"
    )
