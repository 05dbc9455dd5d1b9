"""Decoders as steps: few of them, of bounded size, from files that are not trusted."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from support import decoders
from support.decoders import after, build, numbers, start, transposed

from zpoints.study.atlas.engine import graph
from zpoints.study.atlas.engine.translation import Unsupported


def kinds(path):
    """Names of the steps."""
    return [step["op"] for step in graph.decoder(path).steps]


def test_offsets_scales_and_orders_go_into_weights(tmp_path):
    path = decoders.write("TensorFlow's", tmp_path)
    expected = ["dense", "transposed", "leaky", "transposed", "sigmoid", "transpose"]
    assert kinds(path) == expected


def test_a_batch_normalisation_goes_into_the_kernel_before_it(tmp_path):
    path = decoders.write("PyTorch's", tmp_path)
    assert kinds(path)[:4] == ["dense", "transposed", "leaky", "transposed"]


def test_shapes_are_those_of_the_images(tmp_path):
    decoder = graph.decoder(decoders.write("grey SELU", tmp_path))
    assert (decoder.z_dim, decoder.shape) == (decoders.Z_DIM, (15, 20, 1))


def test_a_fixed_batch_is_as_good_as_a_free_one(tmp_path):
    operators, shape = decoders.DECODERS["TensorFlow's"]
    free = graph.decoder(build(tmp_path / "free.onnx", operators, shape))
    fixed = graph.decoder(build(tmp_path / "fixed.onnx", operators, shape, batch=1))
    for one, other in zip(free.steps, fixed.steps, strict=True):
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[key], other[key]) for key in one)


def test_a_branch_is_refused(tmp_path):
    path = build(tmp_path / "d.onnx", after(3, 4, 4), (4, 4, 3))
    model = onnx.load(path)
    at = next(k for k, node in enumerate(model.graph.node) if node.op_type == "Sigmoid")
    maps = model.graph.node[at].input[0]
    model.graph.node.insert(at, helper.make_node("Tanh", [maps], ["bent"]))
    model.graph.node.insert(at + 1, helper.make_node("Add", [maps, "bent"], ["both"]))
    model.graph.node[at + 2].input[0] = "both"
    onnx.save(model, path)
    with pytest.raises(Unsupported, match="The decoder has branches"):
        graph.decoder(path)


def test_an_operator_of_others_is_refused(tmp_path):
    operator = ("Gelu", [], {"domain": "com.microsoft"})
    path = build(tmp_path / "d.onnx", after(3, 4, 4, operator), (4, 4, 3))
    model = onnx.load(path)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, path)
    with pytest.raises(Unsupported, match=r"Gelu of com\.microsoft"):
        graph.decoder(path)


def test_a_file_that_is_no_model_is_refused(tmp_path):
    path = tmp_path / "d.onnx"
    path.write_bytes(b"\x80\x04\x95 a pickle, say")
    with pytest.raises(Unsupported, match="no ONNX file"):
        graph.decoder(path)


def test_a_model_that_cannot_run_is_refused(tmp_path):
    operators = after(3, 4, 4, ("Nonsense", [], {}))
    with pytest.raises(Unsupported, match="ONNX Runtime cannot simplify"):
        graph.decoder(build(tmp_path / "d.onnx", operators, (4, 4, 3)))


def test_weights_in_other_files_are_refused(tmp_path):
    path = build(tmp_path / "d.onnx", after(3, 4, 4), (4, 4, 3))
    model = onnx.load(path)
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(4 * 6 * 48))
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=secret.name)
    path.write_bytes(model.SerializeToString())
    with pytest.raises(Unsupported, match="in another file"):
        graph.decoder(path)


def test_a_program_in_the_model_is_refused(tmp_path):
    path = build(tmp_path / "d.onnx", after(3, 4, 4), (4, 4, 3))
    model = onnx.load(path)
    body = helper.make_graph([], "body", [], [])
    model.graph.node.insert(0, helper.make_node("Loop", [], ["x"], body=body))
    path.write_bytes(model.SerializeToString())
    with pytest.raises(Unsupported, match="operator Loop"):
        graph.decoder(path)


@pytest.mark.parametrize(
    ("bound", "value", "words"),
    [
        ("MAX_BYTES", 1000, "The decoder's file has"),
        ("MAX_WEIGHTS", 300, "million weights"),
        ("MAX_NODES", 3, "more than the atlas can run"),
        ("MAX_VALUES", 20, "too large for a browser"),
        ("MAX_OPERATIONS", 10_000, "multiplications for an image"),
    ],
)
def test_sizes_are_bounded(tmp_path, monkeypatch, bound, value, words):
    path = decoders.write("TensorFlow's", tmp_path)
    graph.decoder(path)
    monkeypatch.setattr(graph, bound, value)
    with pytest.raises(Unsupported, match=words):
        graph.decoder(path)


def test_operations_are_counted(tmp_path, monkeypatch):
    """dense 6 * 48, and 3 channels to 5 by 3x3 at each of 16 pixels."""
    operators = [
        *start(3, 4, 4),
        transposed(3, 5, (3, 3)),
        ("Reshape", [np.int64([-1, 6, 30, 1])], {}),
    ]
    path = build(tmp_path / "d.onnx", operators, (6, 30, 1))
    exact = 6 * 48 + 3 * 5 * 9 * 16
    monkeypatch.setattr(graph, "MAX_OPERATIONS", exact)
    graph.decoder(path)
    monkeypatch.setattr(graph, "MAX_OPERATIONS", exact - 1)
    with pytest.raises(Unsupported):
        graph.decoder(path)


@pytest.mark.parametrize(
    "operators",
    [
        [("MatMul", [numbers(6, 32)], {}), ("Reshape", [np.int64([-1, 4, 4, 2])], {})],
        [("MatMul", [numbers(6, 32)], {})],
    ],
)
def test_what_is_no_image_is_refused(tmp_path, operators):
    decoders.refused(tmp_path, operators, "something other than images")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite_are_refused(tmp_path, value):
    weights = numbers(3, 3, 3, 3)
    weights[1, 1, 1, 1] = value
    path = build(tmp_path / "d.onnx", after(3, 4, 4, ("Conv", [weights], {})), (2, 2, 3))
    with pytest.raises(Unsupported, match="not finite"):
        graph.decoder(path)
