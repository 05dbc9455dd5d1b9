"""Operators of ONNX that the atlas's engine knows, each with the attributes that it may have."""

from collections.abc import Callable
from typing import Any

from zpoints.study.atlas.engine import axes, functions, products
from zpoints.study.atlas.engine.translation import Operator, Translation, Unsupported

_MOVES = {
    "auto_pad": "NOTSET",
    "dilations": None,
    "group": 1,
    "kernel_shape": None,
    "pads": None,
    "strides": None,
}

# Translators, and attributes with what they are where a model leaves them out.
OPERATORS: dict[str, tuple[Callable[..., Translation], dict[str, Any]]] = {
    "Identity": (functions.identity, {}),
    "Dropout": (functions.identity, {"seed": 0, "ratio": 0.5}),
    "MatMul": (products.matmul, {}),
    "Gemm": (products.gemm, {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0}),
    "Conv": (products.convolution, _MOVES),
    "ConvTranspose": (products.convolution, {**_MOVES, "output_padding": None}),
    "Add": (functions.arithmetic, {}),
    "Sub": (functions.arithmetic, {}),
    "Mul": (functions.arithmetic, {}),
    "Div": (functions.arithmetic, {}),
    "BatchNormalization": (
        functions.batch_normalization,
        {"epsilon": 1e-5, "momentum": 0.9, "training_mode": 0, "spatial": 1},
    ),
    "Relu": (functions.relu, {}),
    "LeakyRelu": (functions.leaky, {"alpha": 0.01}),
    "Elu": (functions.elu, {"alpha": 1.0}),
    "Selu": (
        functions.selu,
        {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875},
    ),
    "Sigmoid": (functions.named_alike, {}),
    "Tanh": (functions.named_alike, {}),
    "Clip": (functions.clip, {"min": None, "max": None}),
    "Reshape": (axes.reshape, {"allowzero": 0}),
    "Flatten": (axes.flatten, {"axis": 1}),
    "Squeeze": (axes.axes_of_one, {"axes": None}),
    "Unsqueeze": (axes.axes_of_one, {"axes": None}),
    "Transpose": (axes.transpose, {"perm": None}),
    "Pad": (axes.pad, {"mode": "constant", "pads": None, "value": 0.0}),
    "Resize": (
        axes.resize,
        {
            "antialias": 0,
            "coordinate_transformation_mode": "half_pixel",
            "cubic_coeff_a": -0.75,
            "exclude_outside": 0,
            "extrapolation_value": 0.0,
            "keep_aspect_ratio_policy": "stretch",
            "mode": "nearest",
            "nearest_mode": "round_prefer_floor",
        },
    ),
}


def translate(operator: Operator, attributes: dict[str, Any]) -> Translation:
    """Steps that do what an operator does, and the shape of a row that they give.

    Args:
        operator: with its constant inputs.
        attributes: as the model has them.

    Raises:
        Unsupported: the engine does not know the operator, an attribute, or its inputs.
    """
    if operator.kind not in OPERATORS:
        raise Unsupported(
            f"The decoder has an operator {operator.kind}, which the atlas cannot run."
        )
    translator, defaults = OPERATORS[operator.kind]
    unknown = sorted(attributes.keys() - defaults)
    if unknown:
        raise operator.refuse(f"with the attribute {unknown[0]}, which the atlas does not know")
    return translator(operator, **(defaults | attributes))
