"""Keras models: opened without running code that they bring, saved, and exported as ONNX files."""

import json
import re
import zipfile
from pathlib import Path

import keras
import numpy as np
import onnx

from zpoints import files
from zpoints.errors import StudyError
from zpoints.logs import logger
from zpoints.models import inference

CHECKED_IMAGES = 16
# Allowed difference between ONNX Runtime and Keras, as a share of the largest output.
TOLERANCE = 1e-4


def load(path: Path) -> keras.Model:
    """Load a .keras file in Keras's safe mode, which refuses Lambda layers and unknown classes.

    Raises:
        Exception: of many kinds, where Keras refuses the file.
    """
    return keras.saving.load_model(path, safe_mode=True, compile=False)


def to_onnx(model: keras.Model, rows: np.ndarray, path: Path, name: str, output: str) -> np.ndarray:
    """Export a model, and compare the results of ONNX Runtime with those of Keras.

    Args:
        model: with one input and one output.
        rows: float32 (n, *input shape) to compare with.
        path: of the .onnx file.
        name: of the model in messages, e.g. "encoder".
        output: name that the output tensor gets.

    Returns:
        Keras's results for the rows, float32 (n, *output shape).

    Raises:
        StudyError: the results differ by more than TOLERANCE.
    """
    # Keras exports only models that were called once.
    expected = np.asarray(model.predict_on_batch(rows))
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
    """Name an ONNX model's tensors in the order of their use, so that equal models are equal bytes.

    tf2onnx numbers tensors in the order of a Python set, which differs from run to run, and open
    axes in the order of all exports of the process.
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


def save_onnx(
    encoder: keras.Model,
    decoder: keras.Model,
    images: np.ndarray,
    encoder_path: str | Path,
    decoder_path: str | Path,
) -> None:
    """Write encoder and decoder as ONNX files, compared with Keras.

    Args:
        encoder: images (n, size, size, channels) in [0, 1] to latent vectors (n, z_dim).
        decoder: latent vectors to images.
        images: uint8 (n, size, size, channels) to compare with; CHECKED_IMAGES of them will do.
        encoder_path: of the encoder's .onnx file.
        decoder_path: of the decoder's.

    Raises:
        StudyError: an exported model gives other results than its Keras model.
    """
    with files.replacing(encoder_path) as temporary:
        latents = to_onnx(encoder, inference.to_float(images), temporary, "encoder", "latents")
    with files.replacing(decoder_path) as temporary:
        to_onnx(decoder, latents, temporary, "decoder", "images")


def save_keras(model: keras.Model, path: str | Path) -> None:
    """Write a .keras file; equal models give equal bytes."""
    with files.replacing(path) as temporary:
        model.save(temporary)
        _make_reproducible(temporary)


def _make_reproducible(path: Path) -> None:
    """Rewrite a .keras archive without times and memory addresses."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    metadata = json.loads(members["metadata.json"])
    metadata.pop("date_saved", None)
    members["metadata.json"] = json.dumps(metadata).encode()
    numbers: dict[bytes, bytes] = {}
    members["config.json"] = re.sub(
        rb'(?<="shared_object_id": )\d+',
        lambda match: numbers.setdefault(match[0], str(len(numbers) + 1).encode()),
        members["config.json"],
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
