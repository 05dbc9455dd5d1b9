"""Files that a user brings: opened without running their code, or refused in one sentence."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, external_data_helper, helper, numpy_helper
from support.own_models import (
    MANY,
    PIXELS,
    SHAPE,
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
from zpoints.errors import StudyError
from zpoints.models import originals


def test_an_input_without_a_batch_is_refused(tmp_path):
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    text = refused((build(tmp_path / "e.onnx", nodes, [PIXELS], [PIXELS]), tmp_path / "d.onnx"))
    assert "takes (192), which has no axis for a batch" in text


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
    monkeypatch.setattr(originals, "MAX_BYTES", 1000)
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
        assert not [
            t for t in originals._tensors(onnx.load_from_string(content)) if t.data_location
        ]
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


def test_onnx_files_need_no_keras(tmp_path, root):
    pair(tmp_path, first=True)
    program = (
        "import sys, numpy as np; from zpoints.models import adoption\n"
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
