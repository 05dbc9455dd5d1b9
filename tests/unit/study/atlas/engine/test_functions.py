"""Functions of single numbers, and arithmetic with constants of all shapes."""

import numpy as np
import pytest
from support.decoders import after, agree, build, end, numbers, refused, start

ON_MAPS = [
    ("Sub", [numbers(4, 1, 1)], {}),
    ("Sub", [numbers(1, 4, 1, 1), None], {}),
    ("Div", [numbers(4, 1, 1) + 3], {}),
    ("Mul", [np.float32(0.5)], {}),
    ("Add", [numbers(1, 4, 1, 3)], {}),
    ("Add", [numbers(3)], {}),
    ("Mul", [numbers(5, 1)], {}),
    ("Add", [numbers(1, 4, 5, 3)], {}),
    ("Mul", [numbers(1, 1, 5, 3)], {}),
    ("Clip", [np.float32(-0.1)], {}),
    ("Clip", ["", np.float32(0.2)], {}),
    ("Elu", [], {}),
    ("Selu", [], {"alpha": 1.2, "gamma": 0.9}),
    ("Tanh", [], {}),
    ("LeakyRelu", [], {}),
]


@pytest.mark.parametrize(
    "operator", ON_MAPS, ids=lambda each: f"{each[0]}-{np.shape(each[1][0]) if each[1] else ''}"
)
def test_an_operator_on_maps(tmp_path, operator):
    """Alone after a transposition, so that no weights before it take it up."""
    operators = [
        ("MatMul", [numbers(6, 60)], {}),
        ("Reshape", [np.int64([-1, 5, 3, 4])], {}),
        ("LeakyRelu", [], {"alpha": 0.5}),
        ("Transpose", [], {"perm": [0, 3, 1, 2]}),
        operator,
        ("Reshape", [np.int64([-1, 20, 3, 1])], {}),
    ]
    agree(build(tmp_path / "d.onnx", operators, (20, 3, 1)))


@pytest.mark.parametrize(
    "operator", [each for each in ON_MAPS if each[0] in ("Add", "Sub", "Mul", "Div")], ids=str
)
def test_arithmetic_that_weights_take_up(tmp_path, operator):
    operators = [*start(4, 5, 3), operator, ("Reshape", [np.int64([-1, 20, 3, 1])], {})]
    agree(build(tmp_path / "d.onnx", operators, (20, 3, 1)))


def test_what_is_divided_by_or_does_not_fit_is_refused(tmp_path):
    two = np.float32(2)
    refused(tmp_path, after(3, 4, 4, ("Div", [two, None], {})), "divides by what was computed")
    words = "does not fit what was computed"
    refused(tmp_path, after(3, 4, 4, ("Add", [numbers(7, 3, 4, 4)], {})), words)
    refused(tmp_path, [*start(1, 4, 4), ("Add", [numbers(1, 3, 4, 4)], {}), *end()], words)


def test_a_batch_normalisation_of_a_training_is_refused(tmp_path):
    operator = ("BatchNormalization", [np.ones(3, np.float32)] * 4, {"training_mode": 1})
    refused(tmp_path, after(3, 4, 4, operator), "BatchNorm|branches|simplify")
