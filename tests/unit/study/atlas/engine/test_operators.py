"""The list of what the engine knows."""

import pytest
from support import decoders
from support.decoders import after, agree, refused

from zpoints.study.atlas.engine.operators import OPERATORS, translate
from zpoints.study.atlas.engine.translation import Operator, Unsupported


@pytest.mark.parametrize("name", decoders.DECODERS)
def test_steps_give_what_onnx_runtime_gives(tmp_path, name):
    agree(decoders.write(name, tmp_path))


@pytest.mark.parametrize(
    "operator", [("Softmax", [], {"axis": 1}), ("Erf", [], {}), ("GlobalAveragePool", [], {})]
)
def test_other_operators_are_refused(tmp_path, operator):
    refused(tmp_path, after(3, 4, 4, operator), f"operator {operator[0]}, which the atlas cannot")


@pytest.mark.parametrize("kind", OPERATORS)
def test_other_attributes_are_refused(kind):
    operator = Operator(kind, [None], 0, (3, 4, 4))
    with pytest.raises(Unsupported, match=f"operator {kind} with the attribute other"):
        translate(operator, {"other": 1})
