"""Models that a user brings: what fits is used as it is, what nearly fits is adapted, the rest is
one sentence."""

import logging
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, external_data_helper, helper, numpy_helper

from tests.conftest import easy_images
from zpoints import adoption, inference
from zpoints.errors import StudyError

SIZE, CHANNELS, Z_DIM = 8, 3, 5
SHAPE = (SIZE, SIZE, CHANNELS)
FIRST = (CHANNELS, SIZE, SIZE)
PIXELS = SIZE * SIZE * CHANNELS
RANDOM = np.random.default_rng(0)
DOWN = RANDOM.normal(size=(PIXELS, Z_DIM)) / 10
UP = RANDOM.normal(size=(Z_DIM, PIXELS))
IMAGES = easy_images(16, SIZE)
MANY = easy_images(40, SIZE, seed=3).astype(np.float32) / 255
NUMPY = {
    TensorProto.FLOAT: np.float32,
    TensorProto.FLOAT16: np.float16,
    TensorProto.DOUBLE: np.float64,
}


def build(path, nodes, takes, gives, constants=(), kind=TensorProto.FLOAT, opset=17, **options):
    """Write a model whose tensors x and y are its input and its output."""
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", options.get("takes_kind", kind), takes)],
        [helper.make_tensor_value_info("y", options.get("gives_kind", kind), gives)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants],
    )
    domains = [helper.make_opsetid("", opset), *options.get("domains", [])]
    onnx.save(helper.make_model(graph, opset_imports=domains, ir_version=8), path)
    return path


def encoder(path, batch="n", first=False, kind=TensorProto.FLOAT, end=(), takes=None, tail=()):
    """Linear map of images to vectors; `end` are axes of length 1 behind the vector."""
    weights = DOWN.reshape(*SHAPE, Z_DIM).transpose(2, 0, 1, 3) if first else DOWN
    constants = [("w", weights.reshape(PIXELS, Z_DIM).astype(NUMPY[kind]))]
    names = ["v"] * bool(end) + ["t"] * bool(tail) + ["y"]
    nodes = [helper.make_node("MatMul", ["flat", "w"], [names[0]])]
    rows = 0 if isinstance(batch, str) else batch
    constants.append(("rows", np.int64([rows, PIXELS])))
    nodes.insert(0, helper.make_node("Reshape", ["x", "rows"], ["flat"]))
    if end:
        constants.append(("end", np.int64([rows, Z_DIM, *end])))
        nodes.append(helper.make_node("Reshape", ["v", "end"], [names[1]]))
    nodes += tail
    shape = takes or (FIRST if first else SHAPE)
    return build(path, nodes, [batch, *shape], [batch, Z_DIM, *end], constants, kind)


def decoder(path, batch="n", first=False, kind=TensorProto.FLOAT, end=(), last="Sigmoid", scale=1):
    """Linear map of vectors to images behind a sigmoid."""
    weights = UP.reshape(Z_DIM, *SHAPE).transpose(0, 3, 1, 2) if first else UP
    shape = FIRST if first else SHAPE
    rows = 0 if isinstance(batch, str) else batch
    constants = [
        ("w", weights.reshape(Z_DIM, PIXELS).astype(NUMPY[kind])),
        ("z", np.int64([rows, Z_DIM])),
        ("scale", np.array(scale, NUMPY[kind])),
    ]
    nodes = [
        helper.make_node("Reshape", ["x", "z"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["p"]),
        helper.make_node(last, ["p"], ["s"]),
        helper.make_node("Mul", ["s", "scale"], ["m"]),
        helper.make_node(
            "Constant", [], ["shape"], value=numpy_helper.from_array(np.int64([rows, *shape]))
        ),
        helper.make_node(
            "Reshape", ["m", "shape"], ["y"], **({} if rows == 0 else {"allowzero": 1})
        ),
    ]
    return build(path, nodes, [batch, Z_DIM, *end], [batch, *shape], constants, kind)


def pair(folder, **options):
    return encoder(folder / "encoder.onnx", **options), decoder(folder / "decoder.onnx", **options)


def adopt(paths, z_dim=None, images=IMAGES):
    return adoption.adopt(*paths, images, z_dim, threads=1)


def refused(paths, **options):
    with pytest.raises(StudyError) as caught:
        adopt(paths, **options)
    text = str(caught.value)
    assert "\n" not in text
    assert "; " in text and text.endswith((".", ")."))
    assert len(text) < 500
    return text


def run(folder, content, rows, batch=None):
    """What the jobs downstream make of an adopted model."""
    path = folder / "adopted.onnx"
    path.write_bytes(content)
    model = inference.load(path, 1, "cpu")
    assert model.input_shape == rows.shape[1:]
    return model.run(rows, batch), model.output_shape


def check_equivalent(folder, contents, tolerance=1e-5):
    """Adopted models give what the linear maps give, for any number of rows."""
    z = MANY.reshape(len(MANY), -1) @ DOWN
    images = 1 / (1 + np.exp(-z @ UP)).reshape(-1, *SHAPE)
    for batch in (None, 1, 7):
        found, shape = run(folder, contents[0], MANY, batch)
        assert found.dtype == np.float32 and shape == (Z_DIM,)
        np.testing.assert_allclose(found, z, atol=tolerance * 3)
        found, shape = run(folder, contents[1], z.astype(np.float32), batch)
        assert found.dtype == np.float32 and shape == SHAPE
        np.testing.assert_allclose(found, images, atol=tolerance * 3)
    for content in contents:
        onnx.checker.check_model(content, full_check=True)


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


def test_an_input_without_a_batch_is_refused(tmp_path):
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    text = refused((build(tmp_path / "e.onnx", nodes, [PIXELS], [PIXELS]), tmp_path / "d.onnx"))
    assert "takes (192), which has no axis for a batch" in text


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


def test_two_outputs_or_inputs_are_refused(tmp_path):
    paths = pair(tmp_path)
    model = onnx.load(paths[0])
    model.graph.output.append(helper.make_tensor_value_info("flat", TensorProto.FLOAT, None))
    onnx.save(model, tmp_path / "two.onnx")
    text = refused((tmp_path / "two.onnx", paths[1]))
    assert "two.onnx has 2 outputs (y, flat), but must have one" in text
    model = onnx.load(paths[1])
    model.graph.input.append(helper.make_tensor_value_info("noise", TensorProto.FLOAT, ["n"]))
    onnx.save(model, tmp_path / "two.onnx")
    assert "two.onnx has 2 inputs (x, noise)" in refused((paths[0], tmp_path / "two.onnx"))


def test_other_types_are_refused(tmp_path):
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    path = build(tmp_path / "e.onnx", nodes, ["n", *SHAPE], ["n", *SHAPE], kind=TensorProto.UINT8)
    text = refused((path, decoder(tmp_path / "d.onnx")))
    assert "takes tensor(uint8)" in text and "float32" in text
    nodes = [helper.make_node("Cast", ["x"], ["y"], to=TensorProto.UINT8)]
    path = build(
        tmp_path / "d.onnx", nodes, ["n", Z_DIM], ["n", Z_DIM], gives_kind=TensorProto.UINT8
    )
    assert "gives tensor(uint8)" in refused((encoder(tmp_path / "e.onnx"), path))


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


SAMPLING = helper.make_node("RandomNormalLike", ["t"], ["y"])
BATCH_STATISTICS = helper.make_node("MeanVarianceNormalization", ["t"], ["y"], axes=[0])


@pytest.mark.parametrize(
    ("mixing", "batch"),
    [(SAMPLING, "n"), (SAMPLING, 1), (BATCH_STATISTICS, "n")],
    ids=["sampling", "sampling one by one", "batch statistics"],
)
def test_a_model_in_training_mode_is_refused(tmp_path, mixing, batch):
    paths = encoder(tmp_path / "e.onnx", batch, tail=[mixing]), decoder(tmp_path / "d.onnx")
    text = refused(paths)
    assert "e.onnx gives other results when it is run once more" in text
    assert "model.eval()" in text


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


def test_an_output_that_loses_the_batch_is_refused(tmp_path):
    tail = [helper.make_node("ReduceMean", ["t"], ["y"], axes=[0], keepdims=0)]
    text = refused((encoder(tmp_path / "e.onnx", tail=tail), decoder(tmp_path / "d.onnx")))
    assert "e.onnx gives (5) for rows of shape (16, 8, 8, 3), but must give a row for each" in text


def test_operators_of_others_are_refused(tmp_path):
    nodes = [helper.make_node("Magic", ["x"], ["y"], domain="com.example")]
    domains = [helper.make_opsetid("com.example", 1)]
    path = build(tmp_path / "e.onnx", nodes, ["n", *SHAPE], ["n", 5], domains=domains)
    text = refused((path, decoder(tmp_path / "d.onnx")))
    assert "e.onnx is not a model that ONNX Runtime runs" in text
    assert "Magic" in text and "standard operators of ONNX" in text


@pytest.mark.parametrize("content", [b"", b"<html>quota exceeded</html>", b"PK\x03\x04", "half"])
def test_what_is_no_onnx_file_is_refused(tmp_path, content):
    paths = pair(tmp_path)
    half = paths[0].read_bytes()[: paths[0].stat().st_size // 2]
    paths[0].write_bytes(half if content == "half" else content)
    assert re.search(r"encoder\.onnx is no(t a model| ONNX file)", refused(paths))


def test_a_missing_file_is_refused(tmp_path):
    assert "nowhere.onnx cannot be read" in refused((tmp_path / "nowhere.onnx", tmp_path / "d"))


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    paths = pair(tmp_path)
    monkeypatch.setattr(adoption, "MAX_BYTES", 1000)
    assert "encoder.onnx holds 0.0 GB" in refused(paths)


def test_failures_while_running_are_sentences(tmp_path):
    paths = pair(tmp_path)
    model = onnx.load(paths[0])
    model.graph.initializer[1].CopyFrom(numpy_helper.from_array(np.int64([7, PIXELS]), "rows"))
    onnx.save(model, paths[0])
    assert "encoder.onnx fails on rows of shape (16, 8, 8, 3)" in refused(paths)


def outside(path, location, **options):
    """Move the weights of a model into another file."""
    model = onnx.load(path)
    (weights,) = [t for t in model.graph.initializer if t.name == "w"]
    content = weights.raw_data
    external_data_helper.set_external_data(weights, location, **options)
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    path.write_bytes(model.SerializeToString())
    return content


def test_weights_may_lie_where_pytorch_puts_them(tmp_path):
    paths = pair(tmp_path)
    contents = adopt(paths)
    for path in paths:
        path.with_name(f"{path.name}.data").write_bytes(outside(path, f"{path.name}.data"))
    check_equivalent(tmp_path, adopt(paths))
    for content in adopt(paths):
        assert not [t for t in adoption._tensors(onnx.load_from_string(content)) if t.data_location]
    assert len(adopt(paths)[0]) == pytest.approx(len(contents[0]), abs=20)


@pytest.mark.parametrize(
    "location", ["/etc/passwd", "../secret.data", "other.data", "sub/encoder.onnx.data", "", "."]
)
def test_weights_elsewhere_are_refused(tmp_path, location):
    paths = pair(tmp_path)
    (tmp_path / "other.data").write_bytes(outside(paths[0], location))
    text = refused(paths)
    assert f"encoder.onnx keeps weights in {location!r}" in text
    assert "encoder.onnx.data beside it only" in text


def test_weights_elsewhere_are_found_in_subgraphs(tmp_path):
    tensor = numpy_helper.from_array(np.zeros(Z_DIM, np.float32), "c")
    external_data_helper.set_external_data(tensor, "../secret.data")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    branch = helper.make_graph(
        [helper.make_node("Constant", [], ["c"], value=tensor)],
        "branch", [], [helper.make_tensor_value_info("c", TensorProto.FLOAT, [Z_DIM])],
    )  # fmt: skip
    tail = [
        helper.make_node("Constant", [], ["yes"], value=numpy_helper.from_array(np.array(True))),
        helper.make_node("If", ["yes"], ["i"], then_branch=branch, else_branch=branch),
        helper.make_node("Add", ["t", "i"], ["y"]),
    ]
    text = refused((encoder(tmp_path / "e.onnx", tail=tail), decoder(tmp_path / "d.onnx")))
    assert "keeps weights in '../secret.data'" in text


@pytest.mark.parametrize("options", [{"offset": 10**6}, {"length": 7}, {"length": 10**15}, {}])
def test_weights_that_do_not_fit_are_refused(tmp_path, options):
    paths = pair(tmp_path)
    beside = tmp_path / "encoder.onnx.data"
    content = outside(paths[0], beside.name, **options)
    if not options:
        assert "which is missing; put it there" in refused(paths)
        return
    beside.write_bytes(content)
    assert "encoder.onnx" in refused(paths)


def test_weights_behind_a_link_are_refused(tmp_path):
    paths = pair(tmp_path)
    (tmp_path / "secret").write_bytes(outside(paths[0], "encoder.onnx.data"))
    (tmp_path / "encoder.onnx.data").symlink_to(tmp_path / "secret")
    try:
        adopt(paths)
    except StudyError as error:
        assert "encoder.onnx" in str(error)  # onnx follows no links in some versions


def test_models_that_do_not_belong_together_are_warned_of(tmp_path, caplog):
    propagate, adoption.logger.propagate = adoption.logger.propagate, True
    try:
        with caplog.at_level(logging.WARNING):
            adopt(pair(tmp_path))
    finally:
        adoption.logger.propagate = propagate
    assert "does the encoder take pixels in [0, 1]?" in caplog.text


def test_onnx_files_need_no_keras(tmp_path, root):
    pair(tmp_path, first=True)
    program = (
        "import sys, numpy as np; from zpoints import adoption\n"
        f"adoption.adopt('{tmp_path}/encoder.onnx', '{tmp_path}/decoder.onnx',"
        " np.zeros((4, 8, 8, 3), np.uint8), None, 1)\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)


class TestKeras:
    """Files of Keras: exported as ONNX, without running what they bring."""

    @pytest.fixture(scope="class")
    @staticmethod
    def models():
        keras = pytest.importorskip("keras")
        keras.utils.set_random_seed(0)
        return keras, (
            keras.Sequential(
                [
                    keras.Input(SHAPE),
                    keras.layers.Conv2D(4, 3, 2, padding="same", activation="relu"),
                    keras.layers.Flatten(),
                    keras.layers.Dense(Z_DIM),
                ]
            ),
            keras.Sequential(
                [
                    keras.Input((Z_DIM,)),
                    keras.layers.Dense(PIXELS, activation="sigmoid"),
                    keras.layers.Reshape(SHAPE),
                ]
            ),
        )

    @staticmethod
    def saved(folder, *models):
        paths = [folder / f"{k}.keras" for k in range(len(models))]
        for path, model in zip(paths, models, strict=True):
            model.save(path)
        return paths

    def test_they_are_exported(self, models, tmp_path):
        paths = self.saved(tmp_path, *models[1])
        contents = adopt(paths, z_dim=Z_DIM)
        z, _ = run(tmp_path, contents[0], MANY, 7)
        np.testing.assert_allclose(z, np.asarray(models[1][0](MANY)), atol=1e-5)
        found, _ = run(tmp_path, contents[1], z, 7)
        np.testing.assert_allclose(found, np.asarray(models[1][1](z)), atol=1e-5)
        assert adopt(paths) == contents, "the same bytes each time"
        # Of two formats, and the ONNX one in PyTorch's layout.
        other = decoder(tmp_path / "d.onnx", first=True, batch=1)
        adopt((paths[0], other))

    def test_a_lambda_layer_is_not_run(self, models, tmp_path):
        keras, (_, decode) = models
        trace = tmp_path / "trace"
        layers = [keras.Input(SHAPE), keras.layers.Flatten(), keras.layers.Dense(Z_DIM)]
        encode = keras.Sequential(
            [*layers, keras.layers.Lambda(lambda x, path=str(trace): (Path(path).touch(), x)[1])]
        )
        paths = self.saved(tmp_path, encode, decode)
        trace.unlink(missing_ok=True)
        text = refused(paths)
        assert "0.keras is not a model that Keras loads in its safe mode" in text
        assert "Lambda" in text and "never run" in text
        assert not trace.exists()

    def test_classes_of_the_user_are_refused(self, models, tmp_path):
        keras, (_, decode) = models

        class Own(keras.layers.Dense):
            pass

        encode = keras.Sequential([keras.Input(SHAPE), keras.layers.Flatten(), Own(Z_DIM)])
        text = refused(self.saved(tmp_path, encode, decode))
        assert "'Own'" in text and "classes of your own" in text

    def test_two_outputs_are_refused(self, models, tmp_path):
        keras, (encode, decode) = models
        two = keras.Model(encode.inputs, [encode.outputs[0], encode.layers[-2].output])
        assert "0.keras has 2 outputs" in refused(self.saved(tmp_path, two, decode))

    def test_other_images_are_refused(self, models, tmp_path):
        text = refused(self.saved(tmp_path, *models[1]), images=easy_images(4, 16))
        assert "0.keras takes (n, 8, 8, 3)" in text

    @pytest.mark.parametrize("content", [b"", b"<html>", "zip", "bomb"])
    def test_what_is_no_keras_file_is_refused(self, tmp_path, content):
        path = tmp_path / "e.keras"
        if content in ("zip", "bomb"):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("model.weights.h5", bytes(1000))
        else:
            path.write_bytes(content)
        if content == "bomb":  # what it declares, without the gigabytes
            declared = (1000).to_bytes(4, "little")
            raw = path.read_bytes().replace(declared, (4 * 10**9).to_bytes(4, "little"))
            path.write_bytes(raw)
        text = refused((path, decoder(tmp_path / "d.onnx")))
        assert "e.keras" in text
        assert ("holds 4.0 GB" in text) is (content == "bomb")
