"""Small decoders as ONNX files, operator by operator, with random weights."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from zpoints.models import inference
from zpoints.study.atlas.engine import graph, selftest
from zpoints.study.atlas.engine.translation import Unsupported

Z_DIM = 6
OPSET = 15


def build(path, operators, shape, z_dim=Z_DIM, opset=OPSET, batch="n"):
    """Write a decoder whose operators stand in a row; its path.

    Args:
        path: of the file.
        operators: each (kind, constants, attributes); constants are arrays, None for what was
            computed before (if none is None, that comes first), "" for an input left out.
        shape: (height, width, channels) of the images that the model declares.
        z_dim: length of a vector.
        opset: version of ONNX's operators.
        batch: length of the batch axis, or its name.
    """
    nodes, constants, current = [], [], "latents"
    for number, (kind, given, attributes) in enumerate(operators):
        given = given if any(constant is None for constant in given) else [None, *given]
        names = []
        for place, constant in enumerate(given):
            if constant is None or isinstance(constant, str):
                names.append(current if constant is None else constant)
                continue
            names.append(f"constant_{number}_{place}")
            constants.append(numpy_helper.from_array(np.asarray(constant), names[-1]))
        result = "images" if number == len(operators) - 1 else f"tensor_{number}"
        nodes.append(helper.make_node(kind, names, [result], **attributes))
        current = result
    graph = helper.make_graph(
        nodes,
        "decoder",
        [helper.make_tensor_value_info("latents", TensorProto.FLOAT, [batch, z_dim])],
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [batch, *shape])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 8
    onnx.save(model, path)
    return path


def numbers(*shape, seed=0, size=0.5):
    """Random float32 numbers."""
    generator = np.random.default_rng([seed, *shape])
    return (size * generator.standard_normal(shape)).astype(np.float32)


def vectors(count=5, z_dim=Z_DIM, seed=3):
    """Random latent vectors."""
    return numbers(count, z_dim, seed=seed, size=1)


def start(channels, height, width, z_dim=Z_DIM):
    """Operators from vectors to maps (channels, height, width)."""
    size = channels * height * width
    return [
        ("MatMul", [numbers(z_dim, size)], {}),
        ("Add", [numbers(size, seed=1)], {}),
        ("Reshape", [np.int64([-1, channels, height, width])], {}),
    ]


def end():
    """Operators from maps to images with channels last, in [0, 1]."""
    return [("Sigmoid", [], {}), ("Transpose", [], {"perm": [0, 2, 3, 1]})]


def after(channels, height, width, *operators):
    """Operators from vectors to images, with some in the middle."""
    return [*start(channels, height, width), *operators, *end()]


def transposed(channels, filters, kernel, bias=True, **attributes):
    """A transposed convolution; `kernel` has two sides."""
    constants = [numbers(channels, filters, *kernel, seed=2)]
    return ("ConvTranspose", constants + [numbers(filters, seed=4)] * bias, attributes)


def convolution(channels, filters, kernel, bias=True, **attributes):
    """A convolution."""
    constants = [numbers(filters, channels, *kernel, seed=2)]
    return ("Conv", constants + [numbers(filters, seed=4)] * bias, attributes)


def _statistics(channels):
    return [
        numbers(channels, seed=5),
        numbers(channels, seed=6),
        numbers(channels, seed=7),
        np.abs(numbers(channels, seed=8)) + 0.1,
    ]


# Decoders by name, each the operators and the shape of the images: what the config's architectures
# can be, and what else the engine knows.
DECODERS = {
    "TensorFlow's": (
        [
            ("MatMul", [numbers(Z_DIM, 96)], {}),
            ("Add", [numbers(96, seed=1)], {}),
            ("Reshape", [np.int64([-1, 4, 4, 6])], {}),
            ("Transpose", [], {"perm": [0, 3, 1, 2]}),
            transposed(6, 5, (3, 3), strides=[2, 2], pads=[0, 0, 1, 1]),
            ("LeakyRelu", [], {"alpha": 0.3}),
            transposed(5, 3, (5, 5), strides=[2, 2], pads=[1, 1, 2, 2]),
            *end(),
        ],
        (16, 16, 3),
    ),
    "PyTorch's": (
        [
            ("Gemm", [numbers(72, Z_DIM), numbers(72, seed=1)], {"transB": 1}),
            ("Reshape", [np.int64([-1, 8, 3, 3])], {}),
            transposed(8, 6, (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1]),
            ("BatchNormalization", _statistics(6), {}),
            ("Relu", [], {}),
            transposed(6, 3, (4, 4), strides=[2, 2], pads=[1, 1, 1, 1]),
            ("Tanh", [], {}),
            ("Add", [np.float32(1)], {}),
            ("Div", [np.float32(2)], {}),
            ("Transpose", [], {"perm": [0, 2, 3, 1]}),
        ],
        (12, 12, 3),
    ),
    "enlarging": (
        after(
            *(5, 4, 3),
            ("Resize", ["", np.float32([1, 1, 2, 3])],
             {"mode": "nearest", "coordinate_transformation_mode": "asymmetric",
              "nearest_mode": "floor"}),
            convolution(5, 70, (3, 5), pads=[1, 2, 1, 2]),
            ("Elu", [], {"alpha": 0.7}),
            convolution(70, 3, (1, 1), bias=False),
        ),
        (8, 9, 3),
    ),
    "grey SELU": (
        after(
            *(7, 5, 5),
            transposed(7, 6, (3, 2), strides=[3, 2]),
            ("Selu", [], {}),
            transposed(6, 1, (4, 4), strides=[1, 2], pads=[1, 1, 2, 1]),
        ),
        (15, 20, 1),
    ),
    "a gap between kernels": (
        after(
            *(6, 3, 3),
            transposed(6, 4, (2, 2), strides=[4, 4]),
            ("Pad", [np.int64([0, 0, 1, 0, 0, 0, 1, 2])], {}),
            ("Mul", [numbers(4, 1, 1, seed=9)], {}),
            ("Sub", [numbers(1, 4, 1, 1, seed=9), None], {}),
            transposed(4, 3, (3, 3), dilations=[2, 1], pads=[2, 1, 2, 1], bias=False),
        ),
        (12, 12, 3),
    ),
    "a stride of one, seven wide": (
        after(4, 9, 9, transposed(4, 3, (7, 7), pads=[3, 3, 3, 3])),
        (9, 9, 3),
    ),
    "a convolution in strides": (
        after(4, 9, 11, convolution(4, 3, (3, 3), strides=[2, 3], dilations=[1, 2])),
        (4, 3, 3),
    ),
    "dense alone": (
        [
            ("Gemm", [numbers(Z_DIM, 11), numbers(11, seed=1)], {"alpha": 0.5, "beta": 2.0}),
            ("Clip", [np.float32(-0.5), np.float32(0.6)], {}),
            ("MatMul", [numbers(11, 75)], {}),
            ("Sigmoid", [], {}),
            ("Reshape", [np.int64([0, 5, 5, 3])], {}),
        ],
        (5, 5, 3),
    ),
    "axes of one": (
        [
            ("Unsqueeze", [np.int64([2])], {}),
            ("Unsqueeze", [np.int64([3])], {}),
            transposed(Z_DIM, 5, (4, 4)),
            ("Relu", [], {}),
            ("Flatten", [], {}),
            ("MatMul", [numbers(80, 48)], {}),
            ("Reshape", [np.int64([0, 3, 4, 4])], {}),
            *end(),
        ],
        (4, 4, 3),
    ),
    "wide rows": (
        after(3, 2, 1100, transposed(3, 3, (3, 3), strides=[2, 1], pads=[0, 1, 1, 1])),
        (4, 1100, 3),
    ),
}  # fmt: skip


def write(name, folder):
    """Write one of DECODERS into a folder; its path."""
    operators, shape = DECODERS[name]
    return build(folder / "decoder.onnx", operators, shape)


def agree(path, tolerance=1e-5):
    """The steps of a decoder give what ONNX Runtime gives, to rounding."""
    expected = inference.load(path, 1, "cpu").run(vectors())
    found = selftest.run(graph.decoder(path), vectors())
    assert found.shape == expected.shape
    assert expected.std() > 0.01  # there is something to see
    np.testing.assert_allclose(found, expected, atol=tolerance)


def refused(folder, operators, words):
    """A decoder is refused in a sentence that holds some words."""
    path = build(folder / "decoder.onnx", operators, ("height", "width", "channels"))
    with pytest.raises(Unsupported, match=words) as caught:
        graph.decoder(path)
    text = str(caught.value)
    assert text.startswith(("The decoder ", "ONNX Runtime")) and text.endswith(".")
    assert "\n" not in text
