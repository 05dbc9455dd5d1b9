"""Shapes, orders of axes, margins and repeated pixels."""

import numpy as np
import pytest
from support.decoders import after, agree, build, numbers, refused, start


@pytest.mark.parametrize(
    ("pads", "more"),
    [([0, 0, 2, 1, 0, 0, 0, 3], []), ([0, 0, 0, 1, 0, 0, 0, 0], [np.float32(0)])],
)
def test_margins_of_zeros(tmp_path, pads, more):
    side = 5 + pads[2] + pads[6], 3 + pads[3] + pads[7]
    operators = [
        *start(4, 5, 3),
        ("Pad", [np.int64(pads), *more], {"mode": "constant"}),
        ("Reshape", [np.int64([-1, 4 * side[0], side[1], 1])], {}),
    ]
    agree(build(tmp_path / "d.onnx", operators, (4 * side[0], side[1], 1)))


@pytest.mark.parametrize("perm", [[0, 2, 3, 1], [0, 3, 2, 1], [0, 1, 3, 2], [0, 2, 1, 3]])
def test_orders_of_axes(tmp_path, perm):
    operators = [
        *start(3, 4, 5),
        ("Tanh", [], {}),
        ("Transpose", [], {"perm": perm}),
        ("Reshape", [np.int64([-1, 10, 6, 1])], {}),
    ]
    agree(build(tmp_path / "d.onnx", operators, (10, 6, 1)))


def test_axes_of_length_one(tmp_path):
    operators = [
        *start(1, 4, 3),
        ("Squeeze", [np.int64([1])], {}),
        ("Tanh", [], {}),
        ("Unsqueeze", [np.int64([-1])], {}),
    ]
    agree(build(tmp_path / "d.onnx", operators, (4, 3, 1)))


@pytest.mark.parametrize("target", [[0, 4, 4, -1], [-1, 4, 4, 3], [0, -1, 4, 3]])
def test_shapes_with_a_length_left_open(tmp_path, target):
    operators = [("MatMul", [numbers(6, 48)], {}), ("Reshape", [np.int64(target)], {})]
    agree(build(tmp_path / "d.onnx", operators, (4, 4, 3)))


NEAREST = {"mode": "nearest"}


@pytest.mark.parametrize(
    "way", [("asymmetric", "floor"), ("half_pixel", "round_prefer_floor")], ids=str
)
@pytest.mark.parametrize("factors", [(1, 2), (3, 1), (4, 5)])
def test_repeated_pixels(tmp_path, way, factors):
    names = ("coordinate_transformation_mode", "nearest_mode")
    attributes = {**NEAREST, **dict(zip(names, way, strict=True))}
    operator = ("Resize", ["", np.float32([1, 1, *factors])], attributes)
    shape = 4 * factors[0], 5 * factors[1], 3
    agree(build(tmp_path / "d.onnx", after(3, 4, 5, operator), shape))


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        (("Pad", [np.int64([0, 0, 1, 1, 0, 0, 1, 1])], {"mode": "reflect"}), "other than zeros"),
        (("Pad", [np.int64([0, 0, 1, 1] * 2), np.float32(2)], {}), "other than zeros"),
        (("Pad", [np.int64([0, 0, -1, 0, 0, 0, 0, 0])], {}), "does not add margins"),
        (("Pad", [np.int64([0, 2, 0, 0, 0, 0, 0, 0])], {}), "adds images or channels"),
        (("Resize", ["", np.float32([1, 1, 2, 2])], {"mode": "linear"}), "than repeat pixels"),
        (
            ("Resize", ["", np.float32([1, 1, 2, 2])],
             {**NEAREST, "coordinate_transformation_mode": "align_corners"}),
            "than repeat pixels",
        ),
        (("Resize", ["", np.float32([1, 1, 1.5, 2])], NEAREST), "not a whole number"),
        (("Transpose", [], {"perm": [1, 0, 2, 3]}), "mixes images"),
        (("Flatten", [], {"axis": 2}), "mixes images"),
        (("Reshape", [np.int64([4, -1, 4, 3])], {}), "mixes images"),
    ],
)  # fmt: skip
def test_other_shapes_are_refused(tmp_path, operator, words):
    refused(tmp_path, [*start(3, 4, 4), operator], words)
