"""Keras models: opened without running code that they bring, and exported as ONNX files."""

from pathlib import Path

import keras
import numpy as np
import onnx

from zpoints import inference
from zpoints.errors import StudyError
from zpoints.logs import logger

TOLERANCE = 1e-4


def load(path: Path) -> keras.Model:
    """Model of a .keras file, in Keras's safe mode; refuses Lambda layers and unknown classes.

    Raises:
        Exception: of many kinds, where Keras refuses the file.
    """
    return keras.saving.load_model(path, safe_mode=True, compile=False)


def to_onnx(model: keras.Model, rows: np.ndarray, path: Path, name: str, output: str) -> np.ndarray:
    """Export a model, and compare what ONNX Runtime makes of it with what Keras does.

    Args:
        model: with one input and one output.
        rows: float32 (n, *input shape) to compare with.
        path: of the .onnx file.
        name: how messages call the model.
        output: name that the output tensor gets.

    Returns:
        What Keras gives for the rows.

    Raises:
        StudyError: the exported model gives something else.
    """
    expected = np.asarray(model.predict_on_batch(rows))  # Keras exports what was called once
    model.export(path, format="onnx", verbose=False)
    _rename_tensors(path, output)
    exported = inference.load(path, threads=1, provider="cpu").run(rows)
    error = np.abs(exported - expected).max() / max(np.abs(expected).max(), 1e-12)
    if not error <= TOLERANCE:
        raise StudyError(
            f"the exported {name} differs from the trained one by {error:.1e} of its largest "
            f"output (allowed {TOLERANCE:g}); versions of keras, tf2onnx and onnxruntime may not "
            "fit together: install the pinned ones."
        )
    logger.info("%s exported; error %.1e of its largest output", name, error)
    return expected


def _rename_tensors(path: Path, output: str) -> None:
    """Name an ONNX model's tensors in the order of use: equal models give equal bytes.

    tf2onnx numbers them in the order of a Python set, which differs from run to run, and open axes
    by what was exported before in the same process.
    """
    model = onnx.load(path)
    graph = model.graph
    names = {"": "", graph.input[0].name: graph.input[0].name, graph.output[0].name: output}

    def rename(name: str) -> str:
        return names.setdefault(name, f"tensor_{len(names) - 2}")

    for number, node in enumerate(graph.node, start=1):
        node.name = f"{node.op_type}_{number}"
        node.input[:] = [rename(name) for name in node.input]
        node.output[:] = [rename(name) for name in node.output]
    for tensor in graph.initializer:
        tensor.name = rename(tensor.name)
    initializers = sorted(graph.initializer, key=lambda tensor: tensor.name)
    del graph.initializer[:]
    graph.initializer.extend(initializers)
    graph.output[0].name = output
    for value in (graph.input[0], graph.output[0]):
        for number, axis in enumerate(value.type.tensor_type.shape.dim):
            if axis.dim_param:
                axis.Clear()
                axis.dim_param = "" if number else "n"
    graph.doc_string = ""
    del graph.value_info[:]
    onnx.save(model, path)
