"""Refusals are sentences, and inputs may be left out."""

import numpy as np

from zpoints.errors import StudyError
from zpoints.study.atlas.engine.translation import Operator


def test_a_refusal_names_the_operator():
    refusal = Operator("Conv", [None], 0, (3, 4, 4)).refuse("in 3 groups")
    assert isinstance(refusal, StudyError)
    assert str(refusal) == "The decoder has an operator Conv in 3 groups."


def test_an_input_that_is_left_out_is_none():
    weight = np.ones(2)
    operator = Operator("MatMul", [None, weight], 0, (2,))
    assert operator.constant(1) is weight
    assert operator.constant(0) is None and operator.constant(2) is None
