"""Models on ONNX Runtime: any number of rows, in batches; mistakes are sentences."""

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from zpoints.errors import StudyError
from zpoints.models import inference

WEIGHTS = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A model that multiplies rows (2, 3) by a matrix: small enough to check by hand."""
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["rows"], ["flat"]),
            helper.make_node("MatMul", ["flat", "weights"], ["result"]),
        ],
        "product",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", 2, 3])],
        [helper.make_tensor_value_info("result", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor("weights", TensorProto.FLOAT, WEIGHTS.shape, WEIGHTS.ravel())],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("model") / "product.onnx"
    onnx.save(model, path)
    return path


@pytest.fixture(scope="module")
def model(path):
    return inference.load(path, threads=1, provider="cpu")


def test_what_a_model_says_of_itself(model, path):
    assert model.input_shape == (2, 3)
    assert model.output_shape == (3,)
    assert model.provider == "CPUExecutionProvider"
    assert model.path == path


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(0, 40), batch=st.one_of(st.none(), st.integers(1, 50)))
def test_rows_are_mapped_in_order_whatever_the_batches(model, rows, batch):
    values = np.random.default_rng(rows).normal(size=(rows, 2, 3)).astype(np.float32)
    found = model.run(values, batch)
    assert found.shape == (rows, 3)
    assert found.dtype == np.float32
    assert np.allclose(found, values.reshape(rows, 6) @ WEIGHTS, atol=1e-5)


def test_pixels_become_numbers_batch_by_batch(model):
    images = np.random.default_rng(1).integers(0, 256, (20, 2, 3), np.uint8)
    for batch in (None, 7):
        assert (model.run(images, batch) == model.run(inference.to_float(images), batch)).all()


def test_two_batches_at_a_time_as_on_a_gpu_come_in_order(model, monkeypatch):
    rows = np.random.default_rng(1).normal(size=(100, 2, 3)).astype(np.float32)
    expected = model.run(rows, 7)
    monkeypatch.setattr(inference.Model, "provider", "CUDAExecutionProvider")
    assert (model.run(rows, 7) == expected).all()


def test_rows_need_not_lie_in_one_piece(model):
    values = np.random.default_rng(1).normal(size=(3, 2, 8)).astype(np.float32)
    turned = values.T[::-2]
    assert not turned.flags.c_contiguous
    expected = np.ascontiguousarray(turned).reshape(4, 6) @ WEIGHTS
    assert np.allclose(model.run(turned), expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(5, 3, 2), (5, 6), (5,), (5, 2, 3, 1)])
def test_rows_of_another_shape_are_refused(model, path, shape):
    with pytest.raises(StudyError) as caught:
        model.run(np.zeros(shape, np.float32))
    assert str(path) in str(caught.value)
    assert "(2, 3)" in str(caught.value)
    assert str(shape[1:]) in str(caught.value)
    assert "use the model" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"<html>quota</html>", None])
def test_what_is_no_model_is_a_study_error(tmp_path, path, content):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(path.read_bytes()[:60] if content is None else content)
    with pytest.raises(StudyError, match=r"broken\.onnx is not a model .*delete it and run"):
        inference.load(broken, 1, "cpu")


def test_a_missing_model_is_a_study_error(tmp_path):
    with pytest.raises(StudyError, match=r"nowhere\.onnx .*run snakemake"):
        inference.load(tmp_path / "nowhere.onnx", 1, "cpu")


def test_automatic_takes_what_there_is(path, monkeypatch):
    monkeypatch.setattr(
        inference.onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"]
    )
    assert inference.load(path, 1, "auto").provider == "CPUExecutionProvider"


def test_a_provider_that_is_not_there_is_named(path, monkeypatch):
    monkeypatch.setattr(
        inference.onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"]
    )
    with pytest.raises(StudyError, match=r"encoding\.provider is 'cuda'.*CPUExecutionProvider.*or"):
        inference.load(path, 1, "cuda")


def test_threads_are_those_that_were_asked_for(path, monkeypatch):
    asked = []
    original = inference.onnxruntime.InferenceSession

    def spy(file, options, providers):
        asked.append((options.intra_op_num_threads, options.inter_op_num_threads, providers))
        return original(file, options, providers=providers)

    monkeypatch.setattr(inference.onnxruntime, "InferenceSession", spy)
    inference.load(path, 3, "cpu")
    assert asked == [(3, 1, ["CPUExecutionProvider"])]


@pytest.mark.parametrize("batch", [1, 3, 128])
def test_decoded_pixels_are_bytes(model, batch):
    values = np.random.default_rng(4).uniform(0, 0.3, (7, 2, 3)).astype(np.float32)
    decoded = model.decode(values, batch)
    assert decoded.dtype == np.uint8
    assert (decoded == inference.to_uint8(model.run(values))).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_not_finite_are_refused(model, value):
    values = np.zeros((7, 2, 3), np.float32)
    values[6, 1, 2] = value
    with pytest.raises(StudyError, match="not finite"):
        model.decode(values, 3)


def test_pixels_survive_the_way_to_floats_and_back():
    values = np.arange(256, dtype=np.uint8)
    floats = inference.to_float(values)
    assert floats.dtype == np.float32
    assert (floats.min(), floats.max()) == (0, 1)
    assert (inference.to_uint8(floats) == values).all()


def test_pixels_are_rounded_and_clipped():
    values = np.array([-1, 0, 0.4 / 255, 0.6 / 255, 1, 1.7], np.float32)
    assert inference.to_uint8(values).tolist() == [0, 0, 0, 1, 255, 255]
