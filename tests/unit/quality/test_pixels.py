"""Principal components of pixels against the covariance, and the residual against least squares."""

import numpy as np
import pytest

from zpoints.quality.pixels import PixelComponents


def images_of(count, size=8, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, channels), np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_pixel_components_are_those_of_the_covariance(channels):
    images = images_of(120, 4, channels)
    components = PixelComponents.fit(images)
    flat = images.reshape(120, -1) / 255
    variance, vectors = np.linalg.eigh(np.cov(flat.T, bias=True))
    coordinates = components.features(images)[:, :-1]
    count = min(64, flat.shape[1])
    assert coordinates.shape == (120, count)
    np.testing.assert_allclose(coordinates.var(axis=0), variance[::-1][:count], rtol=1e-3)
    cosine = np.abs(components.directions[0] @ vectors[:, -1])
    assert cosine == pytest.approx(1, abs=1e-4)


def test_the_residual_is_what_no_combination_of_components_shows():
    components = PixelComponents.fit(images_of(20))
    others = images_of(5, seed=1)
    away = others.reshape(5, -1) / 255 - components.centre
    best = np.linalg.lstsq(components.directions.T.astype(float), away.T, rcond=None)[1]
    np.testing.assert_allclose(components.features(others)[:, -1], np.sqrt(best), rtol=1e-4)
    own = components.features(images_of(20))[:, -1]
    np.testing.assert_allclose(own, 0, atol=1e-4)


def test_few_images_have_few_components():
    assert PixelComponents.fit(images_of(3)).directions.shape == (2, 192)
    one = PixelComponents.fit(images_of(1))
    np.testing.assert_allclose(one.features(images_of(1)), 0, atol=1e-6)
