"""Feature spaces against closed forms, NumPy and an ONNX model run by hand."""

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from zpoints import features, inference


def images_of(count, size=8, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, channels), np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_pixel_components_are_those_of_the_covariance(channels):
    images = images_of(120, 4, channels)
    found = features.fit_pixel_components(images)
    flat = images.reshape(120, -1) / 255
    variance, vectors = np.linalg.eigh(np.cov(flat.T, bias=True))
    coordinates = found(images)
    count = min(64, flat.shape[1])
    assert coordinates.shape == (120, count)
    np.testing.assert_allclose(coordinates.var(axis=0), variance[::-1][:count], rtol=1e-3)
    leading = vectors[:, -1]
    cosine = np.abs(found.directions[0] @ leading)
    assert cosine == pytest.approx(1, abs=1e-4)


def test_few_images_have_few_directions():
    assert features.fit_pixel_components(images_of(3)).directions.shape == (2, 192)
    one = features.fit_pixel_components(images_of(1))
    assert (one(images_of(1)) == 0).all()


@given(st.integers(1, 6), st.integers(0, 99))
def test_directions_have_length_one_and_ignore_scale(dimensions, seed):
    random = np.random.default_rng(seed)
    centre, points = random.normal(size=dimensions), random.normal(size=(5, dimensions))
    found = features.directions(points, centre)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1)
    far = features.directions(centre + 7 * (points - centre), centre)
    np.testing.assert_allclose(far, found, atol=1e-9)


def test_the_centre_itself_has_no_direction():
    centre = np.array([1.0, -2.0])
    found = features.directions(np.array([[1, -2], [1, -1]], np.float32), centre)
    assert found.tolist() == [[0, 0], [0, 1]]


def test_encoding_goes_through_the_model_in_batches(tmp_path):
    shape = [None, 2, 2, 1]
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["images"], ["z"])],
        "flatten",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, [None, 4])],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), tmp_path / "m.onnx")
    images = images_of(7, 2, 1)
    found = features.encode(images, inference.load(tmp_path / "m.onnx", 1, "cpu"), batch_size=3)
    np.testing.assert_allclose(found, images.reshape(7, 4) / 255, rtol=1e-6)
