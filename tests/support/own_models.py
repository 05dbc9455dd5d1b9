"""Models as users bring them: linear maps between images and vectors, in many forms."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.conftest import easy_images
from zpoints.errors import StudyError
from zpoints.models import adoption, inference

SIZE, CHANNELS, Z_DIM = 8, 3, 5
SHAPE = (SIZE, SIZE, CHANNELS)
FIRST = (CHANNELS, SIZE, SIZE)
PIXELS = SIZE * SIZE * CHANNELS
RANDOM = np.random.default_rng(0)
DOWN = RANDOM.normal(size=(PIXELS, Z_DIM)) / 10
UP = RANDOM.normal(size=(Z_DIM, PIXELS))
IMAGES = easy_images(16, SIZE)
MANY = easy_images(40, SIZE, seed=3).astype(np.float32) / 255
NUMPY = {
    TensorProto.FLOAT: np.float32,
    TensorProto.FLOAT16: np.float16,
    TensorProto.DOUBLE: np.float64,
}


def build(path, nodes, takes, gives, constants=(), kind=TensorProto.FLOAT, opset=17, **options):
    """Write a model whose tensors x and y are its input and its output."""
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", options.get("takes_kind", kind), takes)],
        [helper.make_tensor_value_info("y", options.get("gives_kind", kind), gives)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants],
    )
    domains = [helper.make_opsetid("", opset), *options.get("domains", [])]
    onnx.save(helper.make_model(graph, opset_imports=domains, ir_version=8), path)
    return path


def encoder(path, batch="n", first=False, kind=TensorProto.FLOAT, end=(), takes=None, tail=()):
    """Linear map of images to vectors; `end` are axes of length 1 behind the vector."""
    weights = DOWN.reshape(*SHAPE, Z_DIM).transpose(2, 0, 1, 3) if first else DOWN
    constants = [("w", weights.reshape(PIXELS, Z_DIM).astype(NUMPY[kind]))]
    names = ["v"] * bool(end) + ["t"] * bool(tail) + ["y"]
    nodes = [helper.make_node("MatMul", ["flat", "w"], [names[0]])]
    rows = 0 if isinstance(batch, str) else batch
    constants.append(("rows", np.int64([rows, PIXELS])))
    nodes.insert(0, helper.make_node("Reshape", ["x", "rows"], ["flat"]))
    if end:
        constants.append(("end", np.int64([rows, Z_DIM, *end])))
        nodes.append(helper.make_node("Reshape", ["v", "end"], [names[1]]))
    nodes += tail
    shape = takes or (FIRST if first else SHAPE)
    return build(path, nodes, [batch, *shape], [batch, Z_DIM, *end], constants, kind)


def decoder(path, batch="n", first=False, kind=TensorProto.FLOAT, end=(), last="Sigmoid", scale=1):
    """Linear map of vectors to images behind a sigmoid."""
    weights = UP.reshape(Z_DIM, *SHAPE).transpose(0, 3, 1, 2) if first else UP
    shape = FIRST if first else SHAPE
    rows = 0 if isinstance(batch, str) else batch
    constants = [
        ("w", weights.reshape(Z_DIM, PIXELS).astype(NUMPY[kind])),
        ("z", np.int64([rows, Z_DIM])),
        ("scale", np.array(scale, NUMPY[kind])),
    ]
    nodes = [
        helper.make_node("Reshape", ["x", "z"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["p"]),
        helper.make_node(last, ["p"], ["s"]),
        helper.make_node("Mul", ["s", "scale"], ["m"]),
        helper.make_node(
            "Constant", [], ["shape"], value=numpy_helper.from_array(np.int64([rows, *shape]))
        ),
        helper.make_node(
            "Reshape", ["m", "shape"], ["y"], **({} if rows == 0 else {"allowzero": 1})
        ),
    ]
    return build(path, nodes, [batch, Z_DIM, *end], [batch, *shape], constants, kind)


def pair(folder, **options):
    """Paths of an encoder and a decoder that belong together."""
    return encoder(folder / "encoder.onnx", **options), decoder(folder / "decoder.onnx", **options)


def adopt(paths, z_dim=None, images=IMAGES):
    """Adopt a pair of models; contents of two ONNX files."""
    return adoption.adopt(*paths, images, z_dim, threads=1)


def refused(paths, **options):
    """Sentence with which a pair of models is refused."""
    with pytest.raises(StudyError) as caught:
        adopt(paths, **options)
    text = str(caught.value)
    assert "\n" not in text
    assert "; " in text and text.endswith((".", ")."))
    assert len(text) < 500
    return text


def run(folder, content, rows, batch=None):
    """What the jobs downstream make of an adopted model."""
    path = folder / "adopted.onnx"
    path.write_bytes(content)
    model = inference.load(path, 1, "cpu")
    assert model.input_shape == rows.shape[1:]
    return model.run(rows, batch), model.output_shape


def check_equivalent(folder, contents, tolerance=1e-5):
    """Adopted models give what the linear maps give, for any number of rows."""
    z = MANY.reshape(len(MANY), -1) @ DOWN
    images = 1 / (1 + np.exp(-z @ UP)).reshape(-1, *SHAPE)
    for batch in (None, 1, 7):
        found, shape = run(folder, contents[0], MANY, batch)
        assert found.dtype == np.float32 and shape == (Z_DIM,)
        np.testing.assert_allclose(found, z, atol=tolerance * 3)
        found, shape = run(folder, contents[1], z.astype(np.float32), batch)
        assert found.dtype == np.float32 and shape == SHAPE
        np.testing.assert_allclose(found, images, atol=tolerance * 3)
    for content in contents:
        onnx.checker.check_model(content, full_check=True)
