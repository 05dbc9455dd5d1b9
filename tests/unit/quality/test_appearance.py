"""Colours and textures against loops over pixels, and of images whose look is known."""

import numpy as np
import pytest
from scipy import ndimage

from zpoints.quality.appearance import Appearance, colours, textures


def images_of(count, size=32, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, channels), np.uint8)


def cell_means(image, cells):
    """Means of square cells by a loop; the size is a multiple of the number of cells."""
    side = len(image) // cells
    blocks = [
        image[y * side : (y + 1) * side, x * side : (x + 1) * side].mean(axis=(0, 1))
        for y in range(cells)
        for x in range(cells)
    ]
    return np.ravel(blocks)


@pytest.mark.parametrize("channels", [1, 3])
def test_colours_are_the_means_of_cells(channels):
    images = images_of(3, channels=channels)
    expected = [cell_means(image / 255, 8) for image in images]
    np.testing.assert_allclose(colours(images), expected, atol=1e-5)


def test_textures_are_the_energies_of_bands():
    images = images_of(3, channels=1)
    expected = []
    for image in images:
        level, parts = image[..., 0].astype(float), []
        for _ in range(2):
            # OpenCV cuts a Gaussian of width 1 at 4 pixels for floats, and mirrors at the border.
            blurred = ndimage.gaussian_filter(level, 1, mode="mirror", truncate=4)
            parts.append(cell_means((level - blurred) ** 2, 4))
            level = blurred[::2, ::2]
        expected.append(np.log1p(np.sqrt(np.concatenate(parts))))
    np.testing.assert_allclose(textures(images), expected, atol=2e-3)


@pytest.mark.parametrize(("size", "bands"), [(4, 1), (15, 1), (16, 1), (32, 2), (64, 3), (96, 3)])
def test_each_octave_of_size_has_a_band(size, bands):
    assert textures(images_of(2, size)).shape == (2, bands * 16)
    assert colours(images_of(2, size)).shape == (2, 3 * min(8, size) ** 2)


def test_a_flat_image_has_no_texture_and_colour_gives_none():
    flat = np.zeros((2, 32, 32, 3), np.uint8)
    flat[1] = (200, 30, 90)
    assert np.abs(textures(flat)).max() < 1e-3


def test_blur_takes_fine_texture_first():
    image = images_of(1, 64, 1)
    blurred = ndimage.gaussian_filter(image[0, ..., 0].astype(float), 1.5)
    sharp, soft = textures(image)[0], textures(blurred.astype(np.uint8)[None, ..., None])[0]
    ratio = (soft / sharp).reshape(3, 16).mean(axis=1)
    assert (np.diff(ratio) > 0).all()
    assert ratio[0] < 0.6


def test_both_parts_vary_equally_among_the_fitted_images():
    images = images_of(40)
    space = Appearance.fit(images)
    features = space.features(images)
    parts = np.split(features, [192], axis=1)
    assert [np.square(part).sum(axis=1).mean() for part in parts] == pytest.approx([1, 1])
    np.testing.assert_allclose(features.mean(axis=0), 0, atol=1e-9)
    assert features.dtype == np.float64


def test_images_that_are_all_alike_keep_differences_finite():
    alike = np.repeat(images_of(1), 5, axis=0)
    features = Appearance.fit(alike).features(images_of(4, seed=1))
    assert np.isfinite(features).all()
    assert np.abs(features).max() > 0.1
