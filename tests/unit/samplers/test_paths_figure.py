"""The figure of the paths through the centre: what it says of components and directions."""

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw

from zpoints.samplers import paths_figure as figure

COLUMNS = ["attribute", "kind", "index", "r", "significant"]
ATTRIBUTES = pd.DataFrame(
    [
        ("age", "direction", 1, 0.3, True),
        ("yaw", "direction", 1, -0.8, True),
        ("hat", "direction", 2, 0.9, False),
        ("hat", "component", 2, 0.9, True),
        ("an attribute of a very long name", "direction", 3, 0.5, True),
    ],
    columns=COLUMNS,
)


def path_row(change):
    """Images of one grey each, the last so many levels brighter than the first."""
    levels = np.array([100, 100 + change / 2, 100 + change]).astype(np.uint8)
    return levels[:, None, None, None] * np.ones((16, 16, 3), np.uint8)


ROWS = {
    "component 7": path_row(4),
    "component 3": path_row(6),
    "PC 1 (40.0 %)": path_row(80),
    "PC 2 (20.0 %)": path_row(60),
}


@pytest.mark.parametrize("attributes", [ATTRIBUTES, ATTRIBUTES[:0]])
def test_two_blocks(tmp_path, attributes):
    draw(figure.paths, ROWS, 3, attributes, "I", path=tmp_path / "figure.png")


def test_a_path_of_one_kind_alone(tmp_path):
    rows = {"centre": path_row(0)}
    draw(figure.paths, rows, 2.5, ATTRIBUTES[:0], "I", path=tmp_path / "figure.png")


def test_the_attribute_that_follows_a_direction_most_and_significantly():
    assert figure.followed_attributes(ATTRIBUTES) == {
        1: "yaw, r = \N{MINUS SIGN}0.80",
        3: "an attribute of a very lo…, r = +0.50",
    }
    assert figure.followed_attributes(ATTRIBUTES[:0]) == {}


def test_the_title_says_how_much_changes():
    assert figure.title(ROWS, 3, "I") == (
        "Case I: from \N{MINUS SIGN}3 to +3 std, images change by 4 to 6 along single components, "
        "by 60 to 80 along principal directions (grey levels)"
    )


@pytest.mark.parametrize(("change", "said"), [(6, True), (17, True), (18, False), (90, False)])
def test_that_nothing_happens_is_said_only_if_it_was_measured(change, said):
    rows = ROWS | {"component 3": path_row(change)}
    assert figure._heading(rows, principal=False).endswith("next to nothing happens") == said
    alone = {"component 3": path_row(change)}
    assert not figure._heading(alone, principal=False).endswith("happens")


@pytest.mark.parametrize(
    ("value", "text"),
    [(-3, "\N{MINUS SIGN}3"), (0, "0"), (1e-9, "0"), (0.6, "+0.6"), (-2.4, "\N{MINUS SIGN}2.4")],
)
def test_columns_are_standard_deviations(value, text):
    assert figure._std(value) == text


def test_the_change_along_a_path():
    images = np.zeros((3, 2, 2, 1), np.uint8)
    images[-1, 0] = 10  # half of the pixels
    assert figure.change(images) == pytest.approx(10 / np.sqrt(2))
