"""Functions of single numbers, and arithmetic with a constant."""

import math
from typing import Any

import numpy as np

from zpoints.study.atlas.engine.translation import Operator, Step, Translation


def identity(operator: Operator, **attributes: Any) -> Translation:
    """Identity, and Dropout when nothing is dropped."""
    if len(operator.constants) > 1 and operator.constant(2) is not None:
        raise operator.refuse("that drops values, as a training does")
    return [], operator.shape


def arithmetic(operator: Operator) -> Translation:
    """Add, Sub, Mul and Div with a constant."""
    constant = operator.constant(1 - operator.place)
    if constant is None:
        raise operator.refuse("of two branches, but the atlas runs steps in a row only")
    layout, values = _layout(operator, constant)
    factor, term = None, None
    if operator.kind == "Add":
        term = values
    elif operator.kind == "Mul":
        factor = values
    elif operator.kind == "Sub":
        flipped = operator.place == 1  # constant - x
        factor, term = (-np.ones_like(values), values) if flipped else (None, -values)
    elif operator.place == 0:
        factor = 1 / values.astype(np.float64)
    else:
        raise operator.refuse("that divides by what was computed")
    return [_scale(factor, term, *layout)], operator.shape


def _layout(operator: Operator, constant: np.ndarray) -> tuple[tuple[int, int], np.ndarray]:
    """How a constant lies in a row: (channels, numbers in a row that share a value), and values."""
    shape = operator.shape
    lengths = (1,) * (len(shape) + 1 - constant.ndim) + constant.shape
    own = lengths[1:]
    fits = len(lengths) == len(shape) + 1 and lengths[0] == 1
    if not fits or any(a not in (1, b) for a, b in zip(own, shape, strict=False)):
        raise operator.refuse("with a constant that does not fit what was computed")
    axes = [axis for axis, length in enumerate(own) if length > 1] or [len(shape) - 1]
    first, last = axes[0], axes[-1] + 1
    if math.prod(own) == 1:
        return (1, 1), constant.ravel()
    values = np.broadcast_to(constant.reshape(own[first:last]), shape[first:last]).ravel()
    return (values.size, math.prod(shape[last:])), values


def _scale(factor: np.ndarray | None, term: np.ndarray | None, channels: int, size: int) -> Step:
    """The step x * factor + term for each of some channels, each `size` numbers long."""
    return {"op": "scale", "factor": factor, "term": term, "channels": channels, "size": size}


def batch_normalization(
    operator: Operator, *, epsilon: float, momentum: float, training_mode: int, spatial: int
) -> Translation:
    """BatchNormalization with the statistics of a training that is over."""
    channels, *sides = operator.shape
    scale, bias, mean, variance = (operator.constant(place) for place in range(1, 5))
    if training_mode or spatial != 1:
        raise operator.refuse("that works as in a training")
    if scale is None or bias is None or mean is None or variance is None:
        raise operator.refuse("whose statistics are not constant")
    if any(values.shape != (channels,) for values in (scale, bias, mean, variance)):
        raise operator.refuse("whose statistics do not fit its channels")
    factor = scale / np.sqrt(variance.astype(np.float64) + epsilon)
    return [_scale(factor, bias - mean * factor, channels, math.prod(sides))], operator.shape


def relu(operator: Operator) -> Translation:
    """Relu, a LeakyRelu without slope."""
    return [{"op": "leaky", "slope": 0.0}], operator.shape


def leaky(operator: Operator, *, alpha: float) -> Translation:
    """LeakyRelu."""
    return [{"op": "leaky", "slope": float(alpha)}], operator.shape


def elu(operator: Operator, *, alpha: float) -> Translation:
    """Elu, a Selu without gamma."""
    return [{"op": "elu", "alpha": float(alpha), "gamma": 1.0}], operator.shape


def selu(operator: Operator, *, alpha: float, gamma: float) -> Translation:
    """Selu."""
    return [{"op": "elu", "alpha": float(alpha), "gamma": float(gamma)}], operator.shape


def named_alike(operator: Operator) -> Translation:
    """Functions that the engine names as ONNX does."""
    return [{"op": operator.kind.lower()}], operator.shape


def clip(operator: Operator, *, min: float | None, max: float | None) -> Translation:
    """Clip, with limits as attributes or as inputs."""
    limits = []
    for value, place, default in ((min, 1, -3e38), (max, 2, 3e38)):
        constant = operator.constant(place)
        if value is None and constant is not None and constant.size == 1:
            value = constant.item()
        limits.append(default if value is None else float(value))
    return [{"op": "clip", "low": limits[0], "high": limits[1]}], operator.shape
