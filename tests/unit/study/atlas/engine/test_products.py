"""Products with matrices and kernels, against ONNX Runtime."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import decoders
from support.decoders import after, agree, build, convolution, numbers, refused, transposed

from zpoints.models import inference
from zpoints.study.atlas.engine import graph
from zpoints.study.atlas.engine.translation import Unsupported


@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=2),
    st.lists(st.integers(1, 4), min_size=2, max_size=2),
    st.lists(st.integers(1, 3), min_size=2, max_size=2),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.booleans(),
)
def test_kernels_of_all_shapes(tmp_path_factory, kernel, strides, dilations, pads, forward):
    """Convolutions and transposed ones with any stride, margin and distance of points."""
    make = convolution if forward else transposed
    operator = make(3, 3, kernel, strides=strides, dilations=dilations, pads=pads)
    path = tmp_path_factory.mktemp("kernels") / "d.onnx"
    build(path, after(3, 7, 9, operator), ("height", "width", 3))
    try:
        inference.load(path, 1, "cpu").run(decoders.vectors(1))
    except Exception:  # a kernel or a margin that is larger than the image
        with pytest.raises(Unsupported):
            graph.decoder(path)
    else:
        agree(path, 3e-5)


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        (("ConvTranspose", [numbers(3, 1, 3, 3)], {"group": 3}), "ConvTranspose in 3 groups"),
        (("Conv", [numbers(3, 1, 3, 3)], {"group": 3}), "Conv in 3 groups"),
        (transposed(3, 3, (3, 3), auto_pad="SAME_UPPER"), "with auto_pad SAME_UPPER"),
        (transposed(3, 3, (3, 3), output_shape=[6, 6]), "with the attribute output_shape"),
        (("Conv", [numbers(3, 5, 3, 3)], {}), "does not fit its input"),
        (("MatMul", [numbers(4, 4)], {}), "does not multiply vectors by a matrix"),
    ],
)
def test_other_products_are_refused(tmp_path, operator, words):
    refused(tmp_path, after(3, 4, 4, operator), words)
