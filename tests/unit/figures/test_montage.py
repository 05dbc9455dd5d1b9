"""Sheets of images: what lies where, images of sensible size, the same bytes each time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support.drawing import draw, pictures

from zpoints.figures import montage


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figure.png"


@given(
    n=st.integers(1, 13),
    columns=st.integers(1, 6),
    gap=st.integers(0, 3),
    channels=st.sampled_from([1, 3]),
)
def test_the_geometry_of_a_montage(n, columns, gap, channels):
    images = np.random.default_rng(n).integers(0, 200, (n, 4, 4, channels)).astype(np.uint8)
    sheet = montage.montage(images, columns, gap)
    rows = math.ceil(n / columns)
    assert sheet.dtype == np.uint8
    assert sheet.shape == (rows * 4 + (rows - 1) * gap, columns * 4 + (columns - 1) * gap, 3)
    covered = np.zeros(sheet.shape[:2], bool)
    for k, image in enumerate(images):
        row, column = divmod(k, columns)
        place = np.s_[row * (4 + gap) :, column * (4 + gap) :]
        assert (sheet[place][:4, :4] == image).all()
        covered[place][:4, :4] = True
    assert (sheet[~covered] == 255).all()
    assert covered.sum() == n * 16


@pytest.mark.parametrize(
    ("count", "channels"), [(1, 3), (1, 1), (2, 3), (5, 1), (64, 3), (64, 1), (200, 3)]
)
def test_sheets(path, count, channels):
    draw(montage.sheet, pictures(count, channels=channels), f"{count} images", path=path)


def test_a_sheet_is_nearly_square(path):
    square = draw(montage.sheet, pictures(64), "", path=path)
    assert 0.8 < square.shape[0] / square.shape[1] < 1.25


def test_a_wide_sheet_is_no_higher_than_asked_for(path):
    wide = draw(montage.sheet, pictures(64), "", path=path, height=0.6)
    assert wide.shape[0] / wide.shape[1] < 0.7


@pytest.mark.parametrize(("width", "expected"), [(1000, 1000), (3200, 1600)])
def test_a_small_copy(tmp_path, width, expected):
    Image.new("RGB", (width, 500), "white").save(tmp_path / "large.png")
    montage.small_copy(tmp_path / "large.png", tmp_path / "small.jpg")
    with Image.open(tmp_path / "small.jpg") as image:
        assert image.format == "JPEG"
        assert image.size == (expected, 500 * expected // width)


@given(n=st.integers(0, 20), count=st.integers(1, 30))
def test_images_at_even_distances(n, count):
    images = np.arange(n)[:, None, None, None]
    rows = montage.evenly(images, count).ravel()
    assert len(rows) == min(n, count)
    steps = np.diff(rows)
    assert (steps > 0).all()
    assert np.ptp(steps) <= 1 if len(steps) else True
    if len(rows) > 1:
        assert (rows[0], rows[-1]) == (0, n - 1)


@pytest.mark.parametrize("size", [5, 64, 96, 200])
def test_each_pixel_of_an_image_is_a_square_of_its_colour(path, size):
    images = pictures(1, size)
    draw(montage.sheet, images, "one", path=path)
    scale = math.ceil(montage.SIDE / size)
    large = images[0].repeat(scale, axis=0).repeat(scale, axis=1)
    drawn = np.asarray(Image.open(path))
    bottom = len(drawn) - montage.BORDER
    left = (drawn.shape[1] - size * scale) // 2
    found = drawn[bottom - size * scale : bottom, left : left + size * scale]
    assert (found == large).all()


def test_a_long_title_takes_more_lines_and_none_is_cut_off(path):
    short = draw(montage.sheet, pictures(4), "Case I", path=path)
    long = draw(montage.sheet, pictures(4), "Case I, a sampler with a long name: " * 5, path=path)
    assert len(long) > len(short)
    assert long.shape[1] == short.shape[1]
    assert (long[:, -montage.BORDER :] == 255).all()
