"""Other shapes and orders of axes, margins, and pixels that are repeated."""

import math
from collections.abc import Sequence
from typing import Any

from zpoints.study.atlas.engine.translation import BATCH, Operator, Shape, Translation

# Ways of rounding that repeat each pixel where the factor is a whole number.
_REPEATING = {("asymmetric", "floor"), ("half_pixel", "round_prefer_floor")}


def reshape(operator: Operator, *, allowzero: int) -> Translation:
    """Reshape: numbers stay where they are."""
    return [], _reshaped(operator, operator.constant(1), allowzero)


def _reshaped(operator: Operator, target: Any, allowzero: int) -> Shape:
    """Shape of a row after a Reshape to `target`, whose first number is for the batch."""
    if target is None or target.ndim != 1 or target.size < 2:
        raise operator.refuse("to a shape that is not constant")
    batch, *row = target.tolist()
    if batch not in (BATCH, -1, 0) or (batch == 0 and allowzero):
        raise operator.refuse("that mixes images")
    if not allowzero:
        row = [
            operator.shape[axis] if length == 0 and axis < len(operator.shape) else length
            for axis, length in enumerate(row)
        ]
    known = math.prod(length for length in row if length != -1)
    total = math.prod(operator.shape)
    if row.count(-1) == 1 and known > 0:
        row[row.index(-1)] = total // known
    if min(row) < 1 or math.prod(row) != total:
        raise operator.refuse("that mixes images")
    return tuple(row)


def flatten(operator: Operator, *, axis: int) -> Translation:
    """Flatten: a row becomes a vector."""
    if axis != 1:
        raise operator.refuse("that mixes images")
    return [], (math.prod(operator.shape),)


def axes_of_one(operator: Operator, *, axes: Sequence[int] | None) -> Translation:
    """Squeeze and Unsqueeze: axes that are 1 long go or come."""
    constant = operator.constant(1)
    given = axes if constant is None else constant.ravel().tolist()
    if given is None:
        raise operator.refuse("without axes")
    adds = operator.kind == "Unsqueeze"
    lengths = [0, *operator.shape]  # 0 stands for the batch
    rank = len(lengths) + len(given) * adds
    places = sorted({axis % rank for axis in given})
    if adds:
        for place in places:
            lengths.insert(place, 1)
    else:
        if any(lengths[place] != 1 for place in places):
            raise operator.refuse("of an axis that is not 1 long")
        lengths = [length for place, length in enumerate(lengths) if place not in places]
    if lengths[0] != 0 or len(lengths) < 2:
        raise operator.refuse("that mixes images")
    return [], tuple(lengths[1:])


def transpose(operator: Operator, *, perm: Sequence[int] | None) -> Translation:
    """Transpose: axes of a row in another order."""
    rank = len(operator.shape) + 1
    order = list(range(rank))[::-1] if perm is None else list(perm)
    if sorted(order) != list(range(rank)) or order[0] != 0 or rank > 4:
        raise operator.refuse("that mixes images or has more than four axes")
    axes = [axis - 1 for axis in order[1:]]
    step = {"op": "transpose", "input": list(operator.shape), "axes": axes}
    return [step], tuple(operator.shape[axis] for axis in axes)


def pad(operator: Operator, *, mode: str, pads: Sequence[int] | None, value: float) -> Translation:
    """Pad: zeros around maps."""
    if operator.constant(1) is not None:
        pads = operator.constant(1).tolist()  # type: ignore[union-attr]
    if operator.constant(2) is not None:
        value = operator.constant(2).item()  # type: ignore[union-attr]
    if mode != "constant" or value != 0 or operator.constant(3) is not None:
        raise operator.refuse("that fills margins with something other than zeros")
    if pads is None or len(operator.shape) != 3 or len(pads) != 8 or min(pads) < 0:
        raise operator.refuse("that does not add margins to images")
    top, left, bottom, right = pads[2], pads[3], pads[6], pads[7]
    if any(pads[axis] for axis in (0, 1, 4, 5)):
        raise operator.refuse("that adds images or channels")
    channels, height, width = operator.shape
    output = (channels, height + top + bottom, width + left + right)
    step = {
        "op": "pad", "input": list(operator.shape), "output": list(output), "pads": [top, left]
    }  # fmt: skip
    return [step], output


def resize(operator: Operator, **attributes: Any) -> Translation:
    """Resize: each pixel several times."""
    scales, sizes = operator.constant(2), operator.constant(3)
    way = (attributes["coordinate_transformation_mode"], attributes["nearest_mode"])
    if attributes["mode"] != "nearest" or way not in _REPEATING:
        raise operator.refuse("that does more than repeat pixels")
    if len(operator.shape) != 3:
        raise operator.refuse("of something other than images")
    channels, *sides = operator.shape
    if sizes is not None and sizes.size == 4:
        factors = [size / side for size, side in zip(sizes[1:], operator.shape, strict=True)]
    elif scales is not None and scales.size == 4:
        factors = [float(factor) for factor in scales[1:]]
    else:
        raise operator.refuse("whose size is not constant")
    if factors[0] != 1 or any(factor < 1 or factor != int(factor) for factor in factors):
        raise operator.refuse("by a factor that is not a whole number")
    down, across = int(factors[1]), int(factors[2])
    step = {"op": "enlarge", "input": list(operator.shape), "factors": [down, across]}
    return [step], (channels, sides[0] * down, sides[1] * across)
