"""Models that a user brings: what fits is used as it is, what nearly fits is adapted, the rest is
one sentence."""

import logging

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from support.own_models import (
    DOWN,
    IMAGES,
    MANY,
    PIXELS,
    RANDOM,
    SHAPE,
    SIZE,
    UP,
    Z_DIM,
    adopt,
    build,
    check_equivalent,
    decoder,
    encoder,
    pair,
    refused,
    run,
)

from tests.conftest import easy_images
from zpoints.models import adoption


def test_models_that_fit_are_kept_byte_by_byte(tmp_path):
    paths = pair(tmp_path)
    contents = adopt(paths, z_dim=Z_DIM)
    assert contents == tuple(path.read_bytes() for path in paths)
    check_equivalent(tmp_path, contents)


@pytest.mark.parametrize(
    "options",
    [
        {"first": True},
        {"batch": 1},
        {"batch": 3},
        {"batch": 16},
        {"batch": 20},
        {"first": True, "batch": 1},
        {"end": (1, 1)},
        {"end": (1, 1), "first": True, "batch": 2},
        {"kind": TensorProto.DOUBLE},
        {"kind": TensorProto.FLOAT16},
        {"kind": TensorProto.FLOAT16, "first": True, "batch": 1, "end": (1, 1)},
    ],
    ids=str,
)
def test_models_that_nearly_fit_are_adapted(tmp_path, options):
    paths = pair(tmp_path, **options)
    before = [path.read_bytes() for path in paths]
    contents = adopt(paths)
    half = options.get("kind") == TensorProto.FLOAT16
    check_equivalent(tmp_path, contents, tolerance=3e-3 if half else 1e-5)
    assert [path.read_bytes() for path in paths] == before
    assert adopt(paths) == contents, "the same bytes each time"
    # What was adopted once fits as it is.
    again = [tmp_path / f"{k}.onnx" for k in range(2)]
    for path, content in zip(again, contents, strict=True):
        path.write_bytes(content)
    assert adopt(again) == contents


def test_each_may_have_a_layout_of_its_own(tmp_path):
    paths = encoder(tmp_path / "e.onnx", first=True), decoder(tmp_path / "d.onnx", batch=1)
    check_equivalent(tmp_path, adopt(paths))


@pytest.mark.parametrize("takes", [("h", "w", 3), (SIZE, None, 3), (3, "h", "w")])
def test_open_sizes_are_filled_in(tmp_path, takes):
    first = takes[0] == 3
    paths = encoder(tmp_path / "e.onnx", first=first, takes=takes), decoder(tmp_path / "d.onnx")
    check_equivalent(tmp_path, adopt(paths))


def test_fewer_images_than_are_checked_will_do(tmp_path):
    check_equivalent(tmp_path, adopt(pair(tmp_path, batch=3), images=IMAGES[:2]))


def test_grey_images(tmp_path):
    square = (4, 4, 1)
    shape = [("s", np.int64([-1, 16])), ("w", DOWN[:16].astype(np.float32))]
    nodes = [
        helper.make_node("Reshape", ["x", "s"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["y"]),
    ]
    encode = build(tmp_path / "e.onnx", nodes, ["n", 1, 4, 4], ["n", Z_DIM], shape)
    shape = [("s", np.int64([-1, 1, 4, 4])), ("w", UP[:, :16].astype(np.float32))]
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["p"]),
        helper.make_node("Sigmoid", ["p"], ["q"]),
        helper.make_node("Reshape", ["q", "s"], ["y"]),
    ]
    decode = build(tmp_path / "d.onnx", nodes, ["n", Z_DIM], ["n", 1, 4, 4], shape)
    contents = adopt((encode, decode), images=easy_images(16, 4, 1))
    z, _ = run(tmp_path, contents[0], np.zeros((3, *square), np.float32))
    assert run(tmp_path, contents[1], z)[1] == square


# Maps of features in place of a vector: flattened, if both models order them alike.
def maps(folder, gives, takes):
    constants = [
        ("s", np.int64([-1, *gives])),
        ("a", np.int64([1, 2])),
        ("w", np.float32(DOWN[:, :4])),
    ]
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["v"]),
        helper.make_node("Reshape", ["v", "s"], ["y"]),
    ]
    encode = build(folder / "e.onnx", nodes, ["n", *SHAPE], ["n", *gives], constants)
    constants = [("s", np.int64([-1, *SHAPE])), ("w", np.float32(UP[:4]))]
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["p"]),
        helper.make_node("Sigmoid", ["p"], ["q"]),
        helper.make_node("Reshape", ["q", "s"], ["y"]),
    ]
    return encode, build(folder / "d.onnx", nodes, ["n", *takes], ["n", *SHAPE], constants)


@pytest.mark.parametrize(
    ("gives", "takes"), [((2, 2), (2, 2)), ((2, 2), (4,)), ((2, 2), (1, 4)), ((4, 1), (2, 2))]
)
def test_maps_of_features_become_vectors(tmp_path, gives, takes):
    contents = adopt(maps(tmp_path, gives, takes))
    z, shape = run(tmp_path, contents[0], MANY)
    assert shape == (4,)
    np.testing.assert_allclose(z, MANY.reshape(40, -1) @ DOWN[:, :4], atol=1e-5)
    found, _ = run(tmp_path, contents[1], z)
    np.testing.assert_allclose(found.reshape(40, -1), 1 / (1 + np.exp(-z @ UP[:4])), atol=1e-5)


def test_maps_in_another_order_are_refused(tmp_path):
    encode, _ = maps(tmp_path, (2, 1, 2), (4,))
    (tmp_path / "other").mkdir()
    _, decode = maps(tmp_path / "other", (4,), (2, 2, 1))
    adopt((encode, decode))  # axes of length 1 are no order
    text = refused(wide(tmp_path))
    assert "axes in the same order" in text
    assert "(n, 2, 3)" in text and "(n, 3, 2)" in text


def wide(folder):
    """An encoder that gives maps 3x2 and a decoder that takes maps 2x3."""
    weights = RANDOM.normal(size=(PIXELS, 6)).astype(np.float32)
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["v"]),
        helper.make_node("Reshape", ["v", "s"], ["y"]),
    ]
    constants = [("s", np.int64([-1, 3, 2])), ("w", weights)]
    encode = build(folder / "e.onnx", nodes, ["n", *SHAPE], ["n", 3, 2], constants)
    constants = [("s", np.int64([-1, *SHAPE])), ("w", weights.T.copy())]
    return encode, build(folder / "d.onnx", nodes, ["n", 2, 3], ["n", *SHAPE], constants)


@pytest.mark.parametrize(
    ("takes", "words"),
    [
        ((16, 16, 3), ["takes (n, 16, 16, 3)", "(n, 8, 8, 3)", "dataset.image_size"]),
        ((3, 16, 16), ["takes (n, 3, 16, 16)", "channels first"]),
        ((8, 8, 1), ["takes (n, 8, 8, 1)", "dataset.channels"]),
        ((8, 8), ["takes (n, 8, 8)", "does not take images"]),
        ((PIXELS,), ["takes (n, 192)", "does not take images"]),
        ((None, None, None), ["takes (n, ?, ?, ?)", "leaves open where the channels are"]),
    ],
)
def test_an_encoder_of_other_images_is_refused(tmp_path, takes, words):
    text = refused((encoder(tmp_path / "e.onnx", takes=takes), decoder(tmp_path / "d.onnx")))
    assert "e.onnx" in text
    for word in words:
        assert word in text


def test_a_decoder_of_other_images_is_refused(tmp_path):
    paths = pair(tmp_path)
    text = refused(paths, images=easy_images(16, 4))
    assert "encoder.onnx takes (n, 8, 8, 3)" in text
    nodes = [helper.make_node("Sigmoid", ["x"], ["y"])]
    paths = paths[0], build(tmp_path / "d.onnx", nodes, ["n", Z_DIM], ["n", Z_DIM])
    assert "d.onnx gives images (n, 5), but those of the study are (n, 8, 8, 3)" in refused(paths)


def test_z_dim_of_the_config_is_checked(tmp_path):
    text = refused(pair(tmp_path), z_dim=6)
    assert "encoder.onnx gives vectors of 5 components, but z_dim of the case is 6" in text
    assert "set it to 5 or leave it out" in text


def test_a_decoder_of_another_z_dim_is_refused(tmp_path):
    _, decode = maps(tmp_path, (4,), (4,))
    text = refused((encoder(tmp_path / "encoder.onnx"), decode))
    assert "d.onnx takes (n, 4), but the encoder gives vectors of 5 components" in text


@pytest.mark.parametrize(
    ("last", "scale", "words"),
    [
        ("Tanh", 1, "if it paints in [-1, 1], add (x + 1) / 2"),
        ("Sigmoid", 255, "if it paints in [0, 255], add a division by 255"),
        ("Identity", 5, "let it end with a sigmoid"),
        ("Identity", np.inf, "values that are not finite"),
        ("Identity", np.nan, "values that are not finite"),
    ],
)
def test_pixels_must_lie_between_0_and_1(tmp_path, last, scale, words):
    paths = encoder(tmp_path / "e.onnx"), decoder(tmp_path / "d.onnx", last=last, scale=scale)
    text = refused(paths)
    assert "d.onnx gives " in text and "must lie in [0, 1]" in text
    assert words in text


def test_a_little_beyond_0_and_1_is_taken(tmp_path):
    adopt((encoder(tmp_path / "e.onnx"), decoder(tmp_path / "d.onnx", scale=1.2)))


def test_latents_must_be_finite(tmp_path):
    tail = [helper.make_node("Log", ["t"], ["y"])]  # of negative numbers
    text = refused((encoder(tmp_path / "e.onnx", tail=tail), decoder(tmp_path / "d.onnx")))
    assert "e.onnx gives values that are not finite for the first 16 images" in text


def test_a_batch_that_is_built_in_is_refused(tmp_path):
    tail = [
        helper.make_node(
            "Constant", [], ["c"], value=numpy_helper.from_array(np.zeros((4, Z_DIM), np.float32))
        ),
        helper.make_node("Add", ["t", "c"], ["y"]),
    ]
    text = refused((encoder(tmp_path / "e.onnx", 4, tail=tail), decoder(tmp_path / "d.onnx")))
    assert "e.onnx takes (4, 8, 8, 3) and could not be made to take any number of rows" in text
    assert "export it with a dynamic batch axis" in text


def test_models_that_do_not_belong_together_are_warned_of(tmp_path, caplog):
    propagate, adoption.logger.propagate = adoption.logger.propagate, True
    try:
        with caplog.at_level(logging.WARNING):
            adopt(pair(tmp_path))
    finally:
        adoption.logger.propagate = propagate
    assert "does the encoder take pixels in [0, 1]?" in caplog.text
