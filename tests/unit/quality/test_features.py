"""Feature spaces against closed forms, NumPy and a linear model run by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.linear_models import linear_model

from zpoints import files
from zpoints.models import inference
from zpoints.quality import features
from zpoints.quality.features import FeatureSpace, PixelComponents


def images_of(count, size=8, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, channels), np.uint8)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """An encoder of images (8, 8, 3) to vectors (4,)."""
    path = tmp_path_factory.mktemp("encoder") / "encoder.onnx"
    return inference.load(linear_model(path, (8, 8, 3), (4,)), 1, "cpu")


@pytest.mark.parametrize("channels", [1, 3])
def test_pixel_components_are_those_of_the_covariance(channels):
    images = images_of(120, 4, channels)
    components = PixelComponents.fit(images)
    flat = images.reshape(120, -1) / 255
    variance, vectors = np.linalg.eigh(np.cov(flat.T, bias=True))
    coordinates = components(images)
    count = min(64, flat.shape[1])
    assert coordinates.shape == (120, count)
    np.testing.assert_allclose(coordinates.var(axis=0), variance[::-1][:count], rtol=1e-3)
    leading = vectors[:, -1]
    cosine = np.abs(components.directions[0] @ leading)
    assert cosine == pytest.approx(1, abs=1e-4)


def test_few_images_have_few_components():
    assert PixelComponents.fit(images_of(3)).directions.shape == (2, 192)
    one = PixelComponents.fit(images_of(1))
    assert (one(images_of(1)) == 0).all()


@given(st.integers(1, 6), st.integers(0, 99))
def test_directions_have_length_one_and_ignore_scale(dimensions, seed):
    random = np.random.default_rng(seed)
    centre, points = random.normal(size=dimensions), random.normal(size=(5, dimensions))
    directions = features.directions(points, centre)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1)
    far = features.directions(centre + 7 * (points - centre), centre)
    np.testing.assert_allclose(far, directions, atol=1e-9)


def test_the_centre_itself_has_no_direction():
    centre = np.array([1.0, -2.0])
    directions = features.directions(np.array([[1, -2], [1, -1]], np.float32), centre)
    assert directions.tolist() == [[0, 0], [0, 1]]


def test_encoding_goes_through_the_model_in_batches(encoder, monkeypatch):
    images = images_of(7)
    latents = features.encode(images, encoder)
    expected = encoder.run(images.astype(np.float32) / 255)
    np.testing.assert_allclose(latents, expected, rtol=1e-5)
    sizes = []
    run = inference.Model.run

    def watch(self, rows, batch_size):
        sizes.append((len(rows), batch_size))
        return run(self, rows, batch_size)

    monkeypatch.setattr(features, "BATCH", 3)
    monkeypatch.setattr(inference.Model, "run", watch)
    np.testing.assert_allclose(features.encode(images, encoder), expected, rtol=1e-5)
    assert sizes == [(7, 3)]


def test_a_space_of_pixels_has_its_centre_among_real_images():
    images = images_of(30)
    space = FeatureSpace.fit(images, None, None)
    assert space.name == "directions by a PCA of pixels (29)"
    np.testing.assert_allclose(space.centre, 0, atol=1e-5)
    directions = space.features(images[:5])
    assert directions.shape == (5, 29)
    assert directions.dtype == np.float64
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1)


def test_a_space_of_an_encoder_is_named_after_its_case(encoder):
    images = images_of(30)
    space = FeatureSpace.fit(images, encoder, "II")
    assert space.name == "directions by the encoder of II"
    latents = encoder.run(images.astype(np.float32) / 255).astype(float)
    np.testing.assert_allclose(space.centre, latents.mean(axis=0), rtol=1e-6)
    away = latents - space.centre
    expected = away / np.linalg.norm(away, axis=1, keepdims=True)
    np.testing.assert_allclose(space.features(images), expected, atol=1e-5)


@pytest.mark.parametrize("kind", ["pixels", "encoder"])
def test_a_space_comes_back_from_its_arrays(tmp_path, encoder, kind):
    model, case = (encoder, "II") if kind == "encoder" else (None, None)
    space = FeatureSpace.fit(images_of(30), model, case)
    files.write_arrays(tmp_path / "space.npz", **space.arrays())
    again = FeatureSpace.from_arrays(files.read_arrays(tmp_path / "space.npz"), model)
    assert again.name == space.name
    images = images_of(5, seed=1)
    assert (again.features(images) == space.features(images)).all()
