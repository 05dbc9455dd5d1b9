"""A decoder is in the page with vectors and images to test it with, or the sentence why not."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import helper
from support.atlas_results import cloud_of_vectors, values
from support.latents import cloud_of
from support.linear_models import linear_model

from zpoints.models.inference import to_uint8
from zpoints.study.atlas.decoder import CUBE, NOT_WANTED, REAL, decoder_of, reference_vectors
from zpoints.study.atlas.points import along

VECTORS = cloud_of_vectors(30, 5)
CLOUD = cloud_of(VECTORS)
COORDINATES = along(VECTORS, CLOUD.principal).astype(np.float32)


@pytest.fixture
def path(tmp_path):
    return Path(linear_model(tmp_path / "decoder.onnx", (5,), (8, 8, 1)))


def made(path, wanted=True):
    return decoder_of(path, wanted, COORDINATES, CLOUD, "3/")


def test_the_page_can_compare_with_onnx_runtime(path):
    described, blobs = made(path)
    assert described["why_no_decoder"] == ""
    assert described["decoder"]["tolerance"] == 1
    assert described["decoder_file"] == path.as_posix()
    assert described["decoder_input"] == "rows"
    vectors = values(blobs, "3/reference_vectors").reshape(REAL + CUBE, 5)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    images = to_uint8(session.run(None, {"rows": vectors})[0])
    found = values(blobs, "3/reference_images").reshape(images.shape)
    np.testing.assert_array_equal(found, images)
    assert values(blobs, "3/weights").dtype == np.uint16
    json.dumps(described, allow_nan=False)


def test_reference_vectors_are_real_ones_and_some_of_a_cube():
    found = reference_vectors(COORDINATES, CLOUD)
    assert found.dtype == np.float32
    assert found.shape == (REAL + CUBE, 5)
    nearest = np.linalg.norm(found[:REAL, None] - VECTORS, axis=2).min(axis=1)
    assert nearest.max() < 1e-3
    assert np.abs(found[REAL:]).max() <= CLOUD.matched_b
    np.testing.assert_array_equal(found, reference_vectors(COORDINATES, CLOUD))


def test_of_a_single_point_there_are_as_many():
    assert reference_vectors(COORDINATES[:1], CLOUD).shape == (REAL + CUBE, 5)


def test_a_decoder_that_is_not_wanted_is_left_out(path):
    described, blobs = made(path, wanted=False)
    assert (described["decoder"], described["why_no_decoder"], blobs) == (None, NOT_WANTED, [])
    assert described["decoder_input"] == "rows"


def test_a_decoder_that_the_engine_cannot_run_is_left_out_with_the_reason(tmp_path):
    model = onnx.load(linear_model(tmp_path / "m.onnx", (5,), (8, 8, 1)))
    graph = model.graph
    graph.node[-1].output[0] = "before"
    graph.node.append(helper.make_node("Erf", ["before"], ["result"]))
    onnx.save(model, tmp_path / "erf.onnx")
    described, blobs = made(tmp_path / "erf.onnx")
    assert described["decoder"] is None
    assert "Erf" in described["why_no_decoder"]
    assert blobs == []
