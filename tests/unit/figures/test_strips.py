"""Rows of images with labels: what lies where, and that all fits into a window."""

import numpy as np
import pytest
from PIL import Image
from support.drawing import draw, pictures

from zpoints.figures.montage import TALLEST
from zpoints.figures.strips import Strip, strips


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


def rows(count, images=5, size=16, **named):
    return [Strip(f"row {k}", pictures(images, size), **named) for k in range(count)]


@pytest.mark.parametrize(
    "blocks",
    [
        {"": rows(1)},
        {"": [*rows(2, 12), *rows(1, 1)]},
        {"left": rows(2), "right": rows(5, note="12 grey levels")},
        {"grey": [Strip("one\nand below", pictures(3, channels=1))]},
    ],
)
def test_blocks_of_rows(path, blocks):
    draw(strips, blocks, "Case I: a title", path=path, columns=["a", "b"], note="A note. " * 20)


@pytest.mark.parametrize("count", [1, 12, 40])
def test_a_figure_is_never_too_high_for_a_window(path, count):
    strips({"": rows(count, 3)}, "Case I: a title", path)
    with Image.open(path) as image:
        assert image.height <= TALLEST * image.width + 2


@pytest.mark.parametrize(("size", "scale"), [(16, 8), (64, 2), (96, 1), (300, 1)])
def test_each_pixel_of_an_image_is_a_square_of_its_colour(path, size, scale):
    images = pictures(2, size)
    strips({"": [Strip("one", images)]}, "title", path)
    drawn = np.asarray(Image.open(path)).astype(int)
    first, second = (image.repeat(scale, axis=0).repeat(scale, axis=1) for image in images)
    side = size * scale
    y, x = np.argwhere((drawn[:, :, None] == first[0, :1]).all(axis=-1)[..., 0])[0][:2]
    places = [
        (y, x)
        for y, x in np.argwhere((drawn == first[0, 0]).all(axis=-1))
        if (drawn[y : y + side, x : x + side] == first).all()
    ]
    ((y, x),) = places
    assert (drawn[y : y + side, x + side + 4 : x + 2 * side + 4] == second).all()


def test_blocks_stand_beside_each_other(path):
    sizes = []
    for blocks in ({"": rows(4)}, {"left": rows(4), "right": rows(4)}):
        strips(blocks, "title", path)
        with Image.open(path) as image:
            sizes.append(image.size)
    assert sizes[1][0] > 1.4 * sizes[0][0]
    assert sizes[1][1] < 1.2 * sizes[0][1]
