"""A decoder's steps as the page holds them: JSON, and one block of half-precision weights."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from zpoints.study.atlas.engine.graph import Decoder, arrays

LARGEST = float(np.finfo(np.float16).max)  # 65,504


class Folded(NamedTuple):
    """What the engine reads.

    graph: JSON-able: z_dim, height, width, channels, steps, tensors. Weights of a step are numbers
        of tensors; a tensor has shape, type ("float16" or "float32") and place, in units of two
        bytes.
    weights: uint16 (n,): bits of all tensors one after the other; little-endian.
    """

    graph: dict[str, Any]
    weights: np.ndarray


def pack(decoder: Decoder, half: bool = True) -> Folded:
    """Write a decoder for the page.

    Args:
        decoder: its steps.
        half: weights become float16. Offsets and factors of channels, which are few, and arrays
            with a number beyond 65,504 stay float32; if false, all do.
    """
    tensors: list[dict[str, Any]] = []
    parts: list[np.ndarray] = []
    steps, place = [], 0
    for step in decoder.steps:
        packed = {key: value for key, value in step.items() if value is not None}
        for key, array in arrays(step):
            fits = half and array.ndim > 1 and np.abs(array).max(initial=0) <= LARGEST
            kind = "float16" if fits else "float32"
            bits = np.ascontiguousarray(array, dtype=f"<{'f2' if fits else 'f4'}").view("<u2")
            packed[key] = len(tensors)
            tensors.append({"shape": list(array.shape), "type": kind, "place": place})
            parts.append(bits.ravel())
            place += bits.size
        steps.append(packed)
    height, width, channels = decoder.shape
    graph = {
        "z_dim": decoder.z_dim,
        "height": height,
        "width": width,
        "channels": channels,
        "steps": steps,
        "tensors": tensors,
    }
    return Folded(graph, np.concatenate(parts) if parts else np.empty(0, "<u2"))


def unpack(folded: Folded) -> Decoder:
    """The steps with the weights that the page holds, as float32."""
    graph = folded.graph
    weights = [_array(tensor, folded.weights) for tensor in graph["tensors"]]
    steps = []
    for packed in graph["steps"]:
        step = dict(packed)
        for key in ("weight", "bias", "factor", "term"):
            if key in packed:
                step[key] = weights[packed[key]]
            elif packed["op"] in _HOLDERS[key]:
                step[key] = None
        steps.append(step)
    return Decoder(graph["z_dim"], (graph["height"], graph["width"], graph["channels"]), steps)


_PRODUCTS = ("dense", "convolve", "transposed")
_HOLDERS = {"weight": (), "bias": _PRODUCTS, "factor": ("scale",), "term": ("scale",)}


def _array(tensor: Mapping[str, Any], weights: np.ndarray) -> np.ndarray:
    count = int(np.prod(tensor["shape"]))
    units = count if tensor["type"] == "float16" else 2 * count
    bits = np.ascontiguousarray(weights[tensor["place"] : tensor["place"] + units])
    values = bits.view("<f2" if tensor["type"] == "float16" else "<f4")
    return values.astype(np.float32).reshape(tensor["shape"])
