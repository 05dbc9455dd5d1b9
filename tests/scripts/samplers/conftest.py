"""Tiny models, latent vectors and what is known of them, as earlier steps write them."""

import numpy as np
import onnx
import pandas as pd
import pytest
from onnx import TensorProto, helper, numpy_helper

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.stores.writer import Writer

Z_DIM, SIZE = 4, 16


def linear_model(path, shape_in, shape_out):
    """A model that flattens its rows, multiplies them by a matrix and gives the result a shape."""
    values_in, values_out = int(np.prod(shape_in)), int(np.prod(shape_out))
    weights = np.random.default_rng(0).normal(size=(values_in, values_out)) / values_in
    constants = {
        "weights": weights.astype(np.float32),
        "shape": np.array([-1, *shape_out]),
        "half": np.float32(0.5),
    }
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["rows"], ["flat"]),
            helper.make_node("MatMul", ["flat", "weights"], ["product"]),
            helper.make_node("Add", ["product", "half"], ["sum"]),
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


@pytest.fixture(scope="session")
def encoder(tmp_path_factory):
    """Path of an encoder."""
    return linear_model(tmp_path_factory.mktemp("encoder") / "m.onnx", (SIZE, SIZE, 3), (Z_DIM,))


@pytest.fixture(scope="session")
def decoder(tmp_path_factory):
    """Path of a decoder."""
    return linear_model(tmp_path_factory.mktemp("decoder") / "m.onnx", (Z_DIM,), (SIZE, SIZE, 3))


@pytest.fixture(scope="session")
def vectors():
    """The latent vectors, (200, Z_DIM)."""
    random = np.random.default_rng(0)
    return random.normal(1, [3, 2, 1, 0.5], (200, Z_DIM)).astype(np.float32)


@pytest.fixture(scope="session")
def latents(tmp_path_factory, vectors):
    """Manifest of the store of the latent vectors."""
    manifest = tmp_path_factory.mktemp("latents") / "latents.json"
    with Writer(manifest, "latents", ("image", "component"), (Z_DIM,), "float32", 64) as writer:
        writer.append(vectors)
        writer.publish({}, {})
    return str(manifest)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory, vectors):
    """Path of the cloud of the latent vectors."""
    exact = vectors.astype(float)
    radius = np.linalg.norm(exact, axis=1).mean()
    path = tmp_path_factory.mktemp("cloud") / "cloud.npz"
    Cloud(len(exact), exact.mean(axis=0), np.cov(exact.T, bias=True), radius).save(path)
    return str(path)


@pytest.fixture(scope="session")
def components(tmp_path_factory):
    """Path of a table of the components."""
    path = tmp_path_factory.mktemp("components") / "components.csv"
    files.write_table(path, pd.DataFrame({"mode": [1.0] * Z_DIM, "half_width": [0.5] * Z_DIM}))
    return str(path)
