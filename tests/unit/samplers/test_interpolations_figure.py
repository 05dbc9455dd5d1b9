"""The figure of the paths between images."""

import numpy as np
import pytest
from support.drawing import draw, pictures

from zpoints.samplers import interpolations_figure as figure


def path_row(values):
    """A row of images of one grey each: a real one, the path, and a real one."""
    return np.uint8([0, *values, 0])[:, None, None, None] * np.ones((4, 4, 3), np.uint8)


def test_two_rows_for_each_pair(tmp_path):
    labels = ["1: latent path", "1: pixel blend", "2: latent path", "2: pixel blend"]
    rows = {label: pictures(7) for label in labels}
    draw(figure.interpolations, rows, "I", path=tmp_path / "figure.png")


@pytest.mark.parametrize(
    ("values", "bend"),
    [
        ([10, 20, 30], 0),
        ([10, 30, 30], 0.5),
        ([10, 16, 24, 30], 0),
        ([10, 30, 30, 30], 0.5),
        ([10, 30], 0),
    ],
)
def test_how_far_a_path_is_from_a_blend_of_its_ends(values, bend):
    rows = {"1: latent path": path_row(values), "1: pixel blend": path_row([0] * len(values))}
    assert figure.bend(rows) == pytest.approx(bend)


def test_the_title():
    rows = {"1: latent path": path_row([10, 21, 30]), "2: latent path": path_row([10, 25, 30])}
    text = "Case I: blends of pixels show two images at once (ghosting); "
    title = figure.title(rows, "I").replace("\u00a0", " ")
    assert title == f"{text}latent paths are 15 % off a blend of their ends"
    alike = {"1: latent path": path_row([9, 9, 9])}
    assert figure.title(alike, "I") == f"{text}the ends of all latent paths look alike"
