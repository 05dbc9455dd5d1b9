"""Rows of images: of sensible size, the same bytes each time."""

import pytest
from support.drawing import draw, pictures

from zpoints.figures import sheets


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@pytest.mark.parametrize("count", [1, 5, 12, 13, 36])
def test_pairs(path, count):
    draw(sheets.pairs, pictures(count), pictures(count), "Reconstructions", path=path)


@pytest.mark.parametrize("counts", [[1], [12, 12, 12], [12, 1, 5]])
def test_rows(path, counts):
    rows = {f"row {k}": pictures(count) for k, count in enumerate(counts)}
    draw(sheets.rows, rows, "Case I", path=path)
