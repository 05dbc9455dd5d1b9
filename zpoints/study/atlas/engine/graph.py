"""A decoder's ONNX file as steps of the atlas's engine: folded, checked, simplified.

The file is untrusted data: it may come from anybody. Its size is bounded, it may refer to no other
file, and every operator and attribute must be known.
"""

import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import onnxruntime
from onnx import AttributeProto, TensorProto, external_data_helper, helper, numpy_helper

from zpoints.study.atlas.engine.operators import translate
from zpoints.study.atlas.engine.translation import BATCH, Operator, Shape, Step, Unsupported

MAX_BYTES = 200_000_000  # of the file
MAX_WEIGHTS = 16_000_000  # numbers; half precision takes 32 MB for them
MAX_NODES = 2000
MAX_VALUES = 1 << 24  # numbers between two steps, of an image
MAX_OPERATIONS = 4_000_000_000  # multiplications for an image: seconds in a browser


class Decoder(NamedTuple):
    """A decoder as steps in a row, see `operators`: vectors (n, z_dim) to images (n, *shape)."""

    z_dim: int
    shape: tuple[int, int, int]  # height, width, channels
    steps: list[Step]


def decoder(path: str | Path) -> Decoder:
    """Read, check and simplify a decoder.

    Args:
        path: of an ONNX file, vectors (n, z_dim) to images (n, height, width, channels).

    Raises:
        Unsupported: with a sentence that says what the engine cannot do.
    """
    model = _folded(_checked(Path(path)))
    graph = model.graph
    constants = _constants(graph)
    (given,) = (value for value in graph.input if value.name not in constants)
    shape: Shape = tuple(_lengths(given)[1:])
    if len(shape) != 1 or shape[0] < 1:
        raise Unsupported("The decoder takes something other than vectors of a fixed length.")
    z_dim, current, steps = shape[0], given.name, []
    for node in graph.node:
        places = [place for place, name in enumerate(node.input) if name == current]
        unknown = [name for name in node.input if name and name not in constants]
        if len(places) != 1 or len(unknown) != 1 or len(node.output) != 1:
            raise Unsupported(
                f"The decoder has branches (at an operator {node.op_type}), but the atlas runs "
                "steps in a row only."
            )
        if node.domain not in ("", "ai.onnx"):
            raise Unsupported(
                f"The decoder has an operator {node.op_type} of {node.domain}, which the atlas "
                "cannot run."
            )
        inputs = [constants.get(name) for name in node.input]
        operator = Operator(node.op_type, inputs, places[0], shape)
        new, shape = translate(operator, _attributes(node))
        if math.prod(shape) > MAX_VALUES:
            raise Unsupported("The decoder's images are too large for a browser.")
        steps += new
        current = node.output[0]
    if current != graph.output[0].name or len(shape) != 3 or shape[2] not in (1, 3):
        raise Unsupported("The decoder gives something other than images of one or three channels.")
    steps = simplified(steps)
    _check_size(steps)
    return Decoder(z_dim, (shape[0], shape[1], shape[2]), steps)


def _checked(path: Path) -> onnx.ModelProto:
    """The model of a file, after a look at what it holds."""
    if path.stat().st_size > MAX_BYTES:
        raise Unsupported(
            f"The decoder's file has {path.stat().st_size / 1e6:.0f} MB, but {MAX_BYTES / 1e6:.0f} "
            "at most can be read for an atlas."
        )
    try:
        model = onnx.load_model_from_string(path.read_bytes())
    except Exception:  # protobuf's own kinds
        raise Unsupported("The decoder's file is no ONNX file.") from None
    graph = model.graph
    if len(graph.input) != 1 or len(graph.output) != 1:
        raise Unsupported("The decoder has more than one input or output.")
    if len(graph.node) > MAX_NODES or model.functions or graph.sparse_initializer:
        raise Unsupported("The decoder is built of more than the atlas can run.")
    tensors = list(graph.initializer)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type in (AttributeProto.GRAPH, AttributeProto.GRAPHS):
                raise Unsupported(
                    f"The decoder has an operator {node.op_type}, which the atlas cannot run."
                )
            tensors += [attribute.t, *attribute.tensors]
    if any(external_data_helper.uses_external_data(tensor) for tensor in tensors):
        raise Unsupported("The decoder keeps weights in another file.")
    return model


def _folded(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model for a fixed batch, after the basic optimiser of ONNX Runtime."""
    graph = model.graph
    axes = graph.input[0].type.tensor_type.shape.dim
    if not axes or graph.input[0].type.tensor_type.elem_type != TensorProto.FLOAT:
        raise Unsupported("The decoder takes something other than vectors of numbers.")
    axes[0].Clear()
    axes[0].dim_value = BATCH
    graph.output[0].type.tensor_type.ClearField("shape")
    del graph.value_info[:]
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "folded.onnx"
        options.optimized_model_filepath = str(path)
        try:
            onnxruntime.InferenceSession(
                model.SerializeToString(),
                options,
                providers=["CPUExecutionProvider"],
                enable_fallback=0,  # with it, ONNX Runtime prints what went wrong and tries again
            )
            return onnx.load(path)
        except Exception:  # ONNX Runtime raises many kinds
            raise Unsupported("ONNX Runtime cannot simplify the decoder.") from None


def _constants(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """Arrays of the graph by name; floating-point ones as float32."""
    found = {}
    for tensor in graph.initializer:
        array = numpy_helper.to_array(tensor)
        found[tensor.name] = array.astype(np.float32) if array.dtype.kind == "f" else array
    return found


def _lengths(value: onnx.ValueInfoProto) -> list[int]:
    return [axis.dim_value for axis in value.type.tensor_type.shape.dim]


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    found = {}
    for attribute in node.attribute:
        value = helper.get_attribute_value(attribute)
        found[attribute.name] = value.decode() if isinstance(value, bytes) else value
    return found


def simplified(steps: list[Step]) -> list[Step]:
    """The same function in fewer steps: scales and orders of axes go into weights before them."""
    result: list[Step] = []
    for step in steps:
        before = result[-1] if result else None
        joined = None
        if before is not None and step["op"] == "scale":
            joined = _with_scale(before, step)
        elif before is not None and step["op"] == "transpose" and before["op"] == "dense":
            joined = _with_axes(before, step)
        if joined is None:
            result.append(step)
        else:
            result[-1] = joined
    return result


def _with_scale(before: Step, scale: Step) -> Step | None:
    """A product with weights and a scale after it as one product; None where it cannot be."""
    channels, size = scale["channels"], scale["size"]
    if before["op"] == "dense":
        outputs = before["weight"].shape[1]
        axes: tuple[int, ...] = (1, -1)
    elif before["op"] in ("convolve", "transposed"):
        outputs, *sides = before["output"]
        if channels != 1 and (channels, size) != (outputs, math.prod(sides)):
            return None
        size, axes = 1, (1, -1, 1, 1) if before["op"] == "transposed" else (-1, 1, 1, 1)
    else:
        return None

    def spread(values: np.ndarray | None, default: float) -> np.ndarray:
        values = np.full(1, default) if values is None else values.astype(np.float64)
        return np.resize(np.repeat(values, size), outputs)

    factor, term = spread(scale["factor"], 1), spread(scale["term"], 0)
    bias = 0 if before["bias"] is None else before["bias"]
    weight = (before["weight"] * factor.reshape(axes)).astype(np.float32)
    return {**before, "weight": weight, "bias": (bias * factor + term).astype(np.float32)}


def _with_axes(before: Step, transpose: Step) -> Step:
    """A product whose results are in another order."""
    outputs = before["weight"].shape[1]
    order = np.arange(outputs).reshape(transpose["input"]).transpose(transpose["axes"]).ravel()
    bias = None if before["bias"] is None else before["bias"][order]
    return {**before, "weight": before["weight"][:, order], "bias": bias}


def arrays(step: Step) -> Iterator[tuple[str, np.ndarray]]:
    """Names and arrays of a step's weights."""
    return ((key, value) for key, value in step.items() if isinstance(value, np.ndarray))


def _check_size(steps: list[Step]) -> None:
    weights = [array for step in steps for _, array in arrays(step)]
    total = sum(array.size for array in weights)
    if total > MAX_WEIGHTS:
        raise Unsupported(
            f"The decoder has {total / 1e6:.0f} million weights, but {MAX_WEIGHTS / 1e6:.0f} at "
            "most fit into a page."
        )
    if not all(np.isfinite(array).all() for array in weights):
        raise Unsupported("The decoder has weights that are not finite.")
    operations = 0
    for step in steps:
        if step["op"] in ("dense", "convolve", "transposed"):
            side = {"convolve": "output", "transposed": "input"}.get(step["op"])
            operations += step["weight"].size * (math.prod(step[side][1:]) if side else 1)
    if operations > MAX_OPERATIONS:
        raise Unsupported(
            f"The decoder takes {operations / 1e9:.0f} billion multiplications for an image, but "
            f"{MAX_OPERATIONS / 1e9:.0f} at most are bearable in a browser."
        )
