"""The figure of the attributes: which part of the table it shows, and how."""

import math

import numpy as np
import pandas as pd
import pytest
from support.drawing import draw
from support.planted_attributes import correlated, planted

from zpoints.attributes import figures

R = np.random.default_rng(0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


def test_the_part_that_a_figure_has_room_for():
    found, _ = correlated(*planted())
    cells = figures.strongest(found, attributes=3, directions=2, components=2)
    assert list(cells) == ["direction", "component"]
    for kind, (r, significant) in cells.items():
        assert list(r.index[:2]) == ["follows 0 and 1", "follows 2"]
        assert len(r) == 3
        for table, column in ((r, "r"), (significant, "significant")):
            for name in table.index:
                for number in table.columns:
                    row = found[
                        (found["attribute"] == name)
                        & (found["kind"] == kind)
                        & (found["index"] == number)
                    ]
                    np.testing.assert_equal(table.loc[name, number], row[column].item())
    assert cells["direction"][0].columns.tolist() == [1, 2]
    # The strongest component of each of the two, not both of the first.
    first, second = cells["component"][0].columns
    assert first in (0, 1)
    assert second == 2


@pytest.mark.parametrize("room", [1, 1000])
def test_more_room_than_there_is_to_show_and_little(room):
    found, _ = correlated(*planted())
    cells = figures.strongest(found, room, room, room)
    expected = (min(room, 13), min(room, 6))
    assert all(part.shape == expected for both in cells.values() for part in both)


def test_what_is_not_defined_anywhere_can_be_chosen_too():
    z, y = planted(50)
    found, _ = correlated(z, y[["constant"]])
    (r, significant), _ = figures.strongest(found, 40, 20, 20).values()
    assert r.isna().all(axis=None)
    assert not significant.any(axis=None)


def attribute_cells(attributes, directions, components, gaps=0):
    """What figures.attributes takes, of random correlations."""
    names = [f"attribute {k} ${k}$" for k in range(attributes)]
    cells = {}
    for kind, columns in (("direction", directions), ("component", components)):
        r = pd.DataFrame(R.uniform(-0.7, 0.7, (attributes, columns)), names).round(2)
        r = r.mask(R.random(r.shape) < gaps)
        cells[kind] = (r, r.abs() > 0.3)
    return cells


@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (3, 8, 8), (25, 20, 20), (40, 20, 20), (80, 40, 40), (40, 1, 20)]
)
def test_the_attributes(path, shape):
    cells = attribute_cells(*shape)
    draw(figures.attributes, cells, 2 * shape[0], 512, 0.01, (0.3, 0.3), "Case I", path=path)


@pytest.mark.parametrize("gaps", [0.3, 1])
def test_attributes_with_gaps(path, gaps):
    tests, levels = (0, (math.nan, math.nan)) if gaps == 1 else (100, (0.3, 0.45))
    cells = attribute_cells(6, 20, 20, gaps)
    draw(figures.attributes, cells, 6, tests, 0.01, levels, "Case I", path=path)


def test_a_data_set_without_attributes(path):
    draw(figures.attributes, {}, 0, 0, 0.01, (math.nan, math.nan), "Case I", path=path)


def test_the_title_names_what_is_followed_most():
    r = pd.DataFrame([[0.2, -0.9], [0.5, 0.95], [0.1, 0.0]], ["yaw", "age", "hat"], [1, 2])
    significant = pd.DataFrame([[False, True], [True, False], [False, False]], r.index, r.columns)
    cells = {"direction": (r, significant), "component": (r, significant)}
    text = "Case I: principal directions follow 2 of 3 attributes shown; "
    text += "most so direction 2 yaw (r = \N{MINUS SIGN}0.90)"
    assert figures.title(cells, "I") == text
    cells["direction"] = (r, significant & False)
    assert (
        figures.title(cells, "I") == "Case I: principal directions follow 0 of 3 attributes shown"
    )
