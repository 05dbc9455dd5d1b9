"""Linear models, which need no training."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def identity_model(path, shape_in, shape_out):
    """Save an ONNX model that gives rows a new shape; see `linear_model` for the arguments."""
    return linear_model(path, shape_in, shape_out, weights=np.eye(int(np.prod(shape_in))), added=0)


def linear_model(path, shape_in, shape_out, seed=0, weights=None, added=0.5):
    """Save an ONNX model that multiplies flattened rows by a matrix and adds a number.

    Args:
        path: of the .onnx file.
        shape_in: of one row.
        shape_out: of one result.
        seed: of the matrix, if there are no weights.
        weights: the matrix, (values of a row, values of a result).
        added: the number.

    Returns:
        The path, a string.
    """
    values_in, values_out = int(np.prod(shape_in)), int(np.prod(shape_out))
    if weights is None:
        weights = np.random.default_rng(seed).normal(size=(values_in, values_out)) / values_in
    constants = {
        "weights": weights.astype(np.float32),
        "shape": np.array([-1, *shape_out]),
        "added": np.float32(added),
    }
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["rows"], ["flat"]),
            helper.make_node("MatMul", ["flat", "weights"], ["product"]),
            helper.make_node("Add", ["product", "added"], ["sum"]),
            helper.make_node("Reshape", ["sum", "shape"], ["result"]),
        ],
        "linear",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", *shape_in])],
        [helper.make_tensor_value_info("result", TensorProto.FLOAT, ["n", *shape_out])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return str(path)
