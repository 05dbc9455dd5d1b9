"""Encoders and decoders that a user brings: checked, and adapted to the form that all jobs read.

It is the form of models that are trained here: an ONNX file with one input and one output in
float32 for any number of rows. The encoder maps images (n, size, size, channels) in [0, 1] to
latent vectors (n, z_dim), the decoder maps them back. Nodes before and after the model adapt
channels that come first, a fixed batch, vectors with axes of length 1, and half or double
precision. All other differences are refused in one sentence.
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from zpoints.errors import StudyError
from zpoints.logs import logger
from zpoints.models import inference
from zpoints.models.inference import to_float
from zpoints.models.originals import (
    FLOAT,
    FLOATS,
    OTHER_BATCH,
    Original,
    Shape,
    agree,
    open_original,
    reason,
    shape_text,
)

CHECKED_IMAGES = 16
MAX_Z_DIM = 65536
# A decoder that ends without a sigmoid overshoots [0, 1] a little; pixels are clipped later on.
OVERSHOOT = 0.25
_CHANNELS_FIRST = (0, 3, 1, 2)
_CHANNELS_LAST = (0, 2, 3, 1)

Step = tuple[str, dict[str, Any]]  # an operator of ONNX and its attributes


def adopt(
    encoder: str | Path, decoder: str | Path, images: np.ndarray, z_dim: int | None, threads: int
) -> tuple[bytes, bytes]:
    """Check an encoder and a decoder on images, and adapt them to the form that all jobs read.

    A model that has this form keeps its bytes.

    Args:
        encoder: path of a .onnx or .keras file.
        decoder: the same.
        images: uint8 (n, size, size, channels), the first of the data set; a few will do.
        z_dim: number of components that the config names; None if it names none.
        threads: of ONNX Runtime.

    Returns:
        Contents of two ONNX files, encoder and decoder.

    Raises:
        StudyError: a model is not one that can be adapted, or the two do not fit together.
    """
    x = to_float(images)
    encoding, features, latents = _adopt_encoder(Path(encoder), x, threads)
    components = latents.shape[1]
    if z_dim not in (None, components):
        raise StudyError(
            f"{encoder} gives vectors of {components} components, but z_dim of the case is "
            f"{z_dim}; set it to {components} or leave it out."
        )
    if components > MAX_Z_DIM:
        raise StudyError(
            f"{encoder} gives vectors of {components} components, but {MAX_Z_DIM} at most can be "
            "studied; bring a model with a smaller latent space."
        )
    decoding, decoded = _adopt_decoder(Path(decoder), latents, features, x.shape[1:], threads)
    _check_pixels(Path(decoder), decoded)
    error, spread = np.mean((decoded - x) ** 2), np.mean((x.mean(axis=0) - x) ** 2)
    logger.info("reconstructions: mean squared error %.3g; of the mean image %.3g", error, spread)
    if error > spread > 0:
        logger.warning(
            "the reconstructions are further from the images than their mean is; do %s and %s "
            "belong together, and does the encoder take pixels in [0, 1]?",
            encoder,
            decoder,
        )
    return encoding, decoding


def _adopt_encoder(
    path: Path, images: np.ndarray, threads: int
) -> tuple[bytes, tuple[int, ...], np.ndarray]:
    """Adapt an encoder.

    Returns:
        Content of the ONNX file; shape of a row that the original gives; latent vectors (n, z_dim).
    """
    shape = images.shape[1:]

    def arrange(row: Shape) -> np.ndarray:
        return images if _channels_last(path, row, shape) else images.transpose(_CHANNELS_FIRST)

    original = open_original(path, "encoder", arrange, threads)
    channels_first = not _channels_last(path, original.row, shape)
    features = original.run_twice(arrange(original.row))
    latents = features.reshape(len(images), -1)
    if not np.isfinite(latents).all():
        raise StudyError(
            f"{path} gives values that are not finite for the first {len(images)} images; export "
            "a model that was trained on pixels in [0, 1]."
        )
    adopted = _rewrite(
        original,
        images,
        latents,
        before=[("Transpose", {"perm": _CHANNELS_FIRST})] if channels_first else [],
        after=[("Flatten", {"axis": 1})] if features.ndim > 2 else [],
        threads=threads,
    )
    return adopted, features.shape[1:], latents


def _adopt_decoder(
    path: Path,
    latents: np.ndarray,
    features: tuple[int, ...],
    shape: tuple[int, ...],
    threads: int,
) -> tuple[bytes, np.ndarray]:
    """Adapt a decoder.

    Args:
        path: of the file.
        latents: float32 (n, z_dim).
        features: shape of a row that the original encoder gives.
        shape: of an image of the study.
        threads: of ONNX Runtime.

    Returns:
        Content of the ONNX file; decoded images (n, size, size, channels).
    """

    def arrange(row: Shape) -> np.ndarray:
        return latents.reshape(len(latents), *_latent_row(path, row, features))

    original = open_original(path, "decoder", arrange, threads)
    rows = arrange(original.row)
    images = original.run_twice(rows)
    height, width, channels = shape
    channels_first = images.shape[1:] == (channels, height, width)
    if not channels_first and images.shape[1:] != shape:
        raise StudyError(
            f"{path} gives images {shape_text(('n', *images.shape[1:]))}, but those of the study "
            f"are {shape_text(('n', *shape))}; bring a decoder for them or change "
            "dataset.image_size and dataset.channels."
        )
    decoded = images.transpose(_CHANNELS_LAST) if channels_first else images
    adopted = _rewrite(
        original,
        latents,
        decoded,
        before=[("Reshape", {"shape": [0, *rows.shape[1:]]})] if rows.ndim > 2 else [],
        after=[("Transpose", {"perm": _CHANNELS_LAST})] if channels_first else [],
        threads=threads,
    )
    return adopted, decoded


def _channels_last(path: Path, row: Shape, shape: tuple[int, ...]) -> bool:
    """Whether an encoder takes channels last; encoders of PyTorch take them first.

    Raises:
        StudyError: it takes other images than those of the study, or leaves the order open.
    """
    height, width, channels = shape
    last = inference.fits(row, shape)
    first = inference.fits(row, (channels, height, width))
    if last is first:
        problem = "leaves open where the channels are" if last else "does not take images like"
        raise StudyError(
            f"{path} takes {shape_text(('n', *row))}, which {problem} those of the study, "
            f"{shape_text(('n', *shape))} or with the channels first; bring an encoder for them or "
            "change dataset.image_size and dataset.channels."
        )
    return last


def _latent_row(path: Path, row: Shape, features: tuple[int, ...]) -> tuple[int, ...]:
    """Shape of a row for a decoder whose encoder gives rows of the shape `features`.

    Raises:
        StudyError: the decoder takes another number of components, or other axes.
    """
    z_dim = math.prod(features)
    try:
        lengths = [length if isinstance(length, int) else -1 for length in row]
        wanted = np.empty(z_dim, bool).reshape(lengths).shape
    except ValueError:
        raise StudyError(
            f"{path} takes {shape_text(('n', *row))}, but the encoder gives vectors of {z_dim} "
            "components; bring the decoder that belongs to it."
        ) from None
    maps = [tuple(length for length in lengths if length != 1) for lengths in (wanted, features)]
    if min(map(len, maps)) > 1 and maps[0] != maps[1]:
        raise StudyError(
            f"{path} takes {shape_text(('n', *row))}, but the encoder gives "
            f"{shape_text(('n', *features))}; export both with their axes in the same order."
        )
    return wanted


def _check_pixels(path: Path, decoded: np.ndarray) -> None:
    low, high = float(decoded.min()), float(decoded.max())
    if low >= -OVERSHOOT and high <= 1 + OVERSHOOT:
        return
    if not (math.isfinite(low) and math.isfinite(high)):
        values, remedy = "values that are not finite", "bring another model"
    else:
        values = f"pixels from {low:.3g} to {high:.3g}"
        remedy = "let it end with a sigmoid, and train it so"
        if low >= -1 - OVERSHOOT and high <= 1 + OVERSHOOT:
            remedy = "if it paints in [-1, 1], add (x + 1) / 2 as its last step"
        elif low >= -high / 10 and 2 < high <= 255 * (1 + OVERSHOOT):
            remedy = "if it paints in [0, 255], add a division by 255 as its last step"
    raise StudyError(
        f"{path} gives {values} for the latent vectors of the first images, but pixels must lie in "
        f"[0, 1], in the decoder's output and in the encoder's input; {remedy}, and export it anew."
    )


def _rewrite(
    original: Original,
    rows: np.ndarray,
    expected: np.ndarray,
    before: list[Step],
    after: list[Step],
    threads: int,
) -> bytes:
    """Content of the model with steps before and after it, for any number of rows in float32.

    Raises:
        StudyError: the new model does not map `rows` to `expected`.
    """
    (taken,), (given,) = original.session.get_inputs(), original.session.get_outputs()
    if not before and not after and _is_plain(taken, rows) and _is_plain(given, expected):
        return original.content
    model = onnx.load_model_from_string(original.content)
    graph = model.graph
    if original.batch:
        _free_batch(graph, original.batch)
    if taken.type != FLOAT:
        before = [*before, ("Cast", {"to": FLOATS[taken.type][0]})]
    if given.type != FLOAT:
        after = [("Cast", {"to": TensorProto.FLOAT}), *after]
    first, last = taken.name, given.name
    nodes = list(graph.node)
    if before:
        first = "adopted_input"
        nodes = [*_chain(before, first, taken.name), *nodes]
    if after:
        last = "adopted_output"
        nodes = [*nodes, *_chain(after, given.name, last)]
    del graph.node[:]
    graph.node.extend(nodes)
    for values, old, new, array in (
        (graph.input, taken.name, first, rows),
        (graph.output, given.name, last, expected),
    ):
        value = next(value for value in values if value.name == old)
        shape = ["n", *array.shape[1:]]
        value.CopyFrom(helper.make_tensor_value_info(new, TensorProto.FLOAT, shape))
    content = model.SerializeToString(deterministic=True)
    steps = [kind for kind, _ in (*before, *after)] + ["a free batch axis"] * bool(original.batch)
    logger.info("%s: adapted by %s", original.path, ", ".join(steps) or "naming its shapes")
    try:
        adopted = Original(original.path, content, inference.open_session(content, threads))
        problem = "" if agree(adopted.run(rows, OTHER_BATCH), expected) else "its results change"
    except Exception as error:  # of ONNX Runtime, or the one of `run`
        problem = reason(error)
    if problem:
        raise StudyError(
            f"{original.path} takes {shape_text(taken.shape)} and could not be made to take any "
            f"number of rows {shape_text(rows.shape[1:])} ({problem}); export it with a dynamic "
            "batch axis."
        )
    return content


def _is_plain(end: onnxruntime.NodeArg, array: np.ndarray) -> bool:
    """Whether an input or output is declared as any number of such rows in float32."""
    batch, *row = end.shape or [0]
    return end.type == FLOAT and not isinstance(batch, int) and row == list(array.shape[1:])


def _chain(steps: Sequence[Step], start: str, end: str) -> Iterator[onnx.NodeProto]:
    """Nodes that lead from one tensor to another."""
    names = [start, *(f"{start}_{k}" for k in range(1, len(steps))), end]
    for (kind, attributes), source, target in zip(steps, names[:-1], names[1:], strict=True):
        if kind == "Reshape":
            shape = numpy_helper.from_array(np.array(attributes["shape"], np.int64))
            yield helper.make_node("Constant", [], [f"{start}_shape"], value=shape)
            yield helper.make_node(kind, [source, f"{start}_shape"], [target])
        else:
            yield helper.make_node(kind, [source], [target], **attributes)


def _free_batch(graph: onnx.GraphProto, batch: int) -> None:
    """Let a model that was exported for one batch size take any.

    Exporters write the batch size into the target shapes of Reshape; a 0 there copies the length
    of the axis from the input.
    """
    del graph.value_info[:]
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        for attribute in node.attribute if node.op_type == "Constant" else ():
            if attribute.name == "value":
                constants[node.output[0]] = attribute.t
            elif attribute.name == "value_ints":
                constants[node.output[0]] = numpy_helper.from_array(np.array(attribute.ints))
    nodes = []
    for node in graph.node:
        data, shape = [*node.input, "", ""][:2]
        if node.op_type == "Reshape" and shape in constants and data not in constants:
            lengths = numpy_helper.to_array(constants[shape]).tolist()
            if lengths[:1] == [batch] and 0 not in lengths:
                name = f"{node.output[0]}_adopted_shape"
                free = numpy_helper.from_array(np.array([0, *lengths[1:]], np.int64))
                nodes.append(helper.make_node("Constant", [], [name], value=free))
                node.input[1] = name
                kept = [a for a in node.attribute if a.name != "allowzero"]
                del node.attribute[:]
                node.attribute.extend(kept)
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
