"""Products of what was computed with weights: matrices and kernels."""

from collections.abc import Sequence

import numpy as np

from zpoints.study.atlas.engine.translation import Operator, Translation


def matmul(operator: Operator) -> Translation:
    """MatMul."""
    return _dense(operator, operator.constant(1), None)


def gemm(operator: Operator, *, alpha: float, beta: float, transA: int, transB: int) -> Translation:
    """Gemm: its factors go into the weights."""
    weight, bias = operator.constant(1), operator.constant(2)
    if transA:
        raise operator.refuse("that turns its input round")
    if weight is not None and weight.ndim == 2:
        weight = np.float32(alpha) * (weight.T if transB else weight)
    return _dense(operator, weight, None if bias is None else np.float32(beta) * bias)


def _dense(operator: Operator, weight: np.ndarray | None, bias: np.ndarray | None) -> Translation:
    """One product with a matrix, (factors, outputs)."""
    shape = operator.shape
    fits = operator.place == 0 and weight is not None and weight.ndim == 2
    if not fits or weight is None or len(shape) != 1 or weight.shape[0] != shape[0]:
        raise operator.refuse("that does not multiply vectors by a matrix of weights")
    outputs = weight.shape[1]
    if bias is not None:
        if bias.size not in (1, outputs) or bias.shape[-1:] not in ((), (1,), (outputs,)):
            raise operator.refuse("with an offset that is not one number for each output")
        bias = np.broadcast_to(bias.ravel(), outputs)
    return [{"op": "dense", "weight": weight, "bias": bias}], (outputs,)


def convolution(
    operator: Operator,
    *,
    auto_pad: str,
    dilations: Sequence[int] | None,
    group: int,
    kernel_shape: Sequence[int] | None,
    pads: Sequence[int] | None,
    strides: Sequence[int] | None,
    output_padding: Sequence[int] | None = None,
) -> Translation:
    """Conv and ConvTranspose."""
    transposed = operator.kind == "ConvTranspose"
    weight, bias = operator.constant(1), operator.constant(2)
    if auto_pad not in ("NOTSET", "VALID"):
        raise operator.refuse(f"with auto_pad {auto_pad}, which the atlas does not know")
    if group != 1:
        raise operator.refuse(f"in {group} groups, which the atlas does not know")
    if len(operator.shape) != 3 or operator.place or weight is None or weight.ndim != 4:
        raise operator.refuse("that does not move a fixed kernel over images")
    outputs, channels, *kernel = weight.shape
    if transposed:
        channels, outputs = outputs, channels
    if channels != operator.shape[0] or (kernel_shape and list(kernel_shape) != kernel):
        raise operator.refuse("whose kernel does not fit its input")
    if bias is not None and bias.shape != (outputs,):
        raise operator.refuse("with an offset that is not one number for each channel")
    step = _pairs(operator, strides, 1, 1)
    apart = _pairs(operator, dilations, 1, 1)
    extra = _pairs(operator, output_padding, 0, 0)
    edges = [0] * 4 if pads is None or auto_pad == "VALID" else list(map(int, pads))
    if len(edges) != 4 or min(edges) < 0:
        raise operator.refuse("with a negative margin")
    sides = []
    for axis, length in enumerate(operator.shape[1:]):
        reach, margin = (kernel[axis] - 1) * apart[axis] + 1, edges[axis] + edges[axis + 2]
        if transposed:
            sides.append((length - 1) * step[axis] + reach - margin + extra[axis])
        else:
            sides.append((length + margin - reach) // step[axis] + 1)
    if min(sides) < 1:
        raise operator.refuse("that leaves nothing of its input")
    convolution = {
        "op": "transposed" if transposed else "convolve",
        "weight": weight,
        "bias": bias,
        "input": list(operator.shape),
        "output": [outputs, *sides],
        "strides": step,
        "pads": edges[:2],
        "dilations": apart,
    }
    return [convolution], (outputs, *sides)


def _pairs(operator: Operator, values: Sequence[int] | None, default: int, least: int) -> list[int]:
    """Two numbers, for rows and columns."""
    pair = [default] * 2 if values is None else list(map(int, values))
    if len(pair) != 2 or min(pair) < least:
        raise operator.refuse("that does not move a kernel over images")
    return pair
