"""Models that a user brings: every analysis, no training."""

import json
import shutil

import numpy as np
import onnx
import pandas as pd
import pytest
import yaml
from onnx import TensorProto, helper, numpy_helper

from tests.workflow.conftest import Study


def brings(name, ending="onnx"):
    """A case whose models lie in models/{name}."""
    return {part: f"models/{name}/{part}.{ending}" for part in ("encoder", "decoder")}


def digest(study, name, case):
    manifest = study.folder / "results" / name / case / "latents" / "latents.json"
    return json.loads(manifest.read_text())["arrays"]["latents"]["digest"]


def linear_pair(folder, size, z_dim):
    """Random linear models with channels first, for one image at a time."""
    folder.mkdir(parents=True)
    pixels = 3 * size * size
    random = np.random.default_rng(z_dim)
    for part, takes, gives, scale in (
        ("encoder", [3, size, size], [z_dim], 0.1),
        ("decoder", [z_dim], [3, size, size], 1),
    ):
        shape = (np.prod(takes), np.prod(gives))
        weights = (random.normal(size=shape) * scale).astype(np.float32)
        nodes = [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], ["product"]),
            helper.make_node("Sigmoid", ["product"], ["squashed"]),
            helper.make_node("Reshape", ["squashed", "shape"], ["y"]),
        ]
        graph = helper.make_graph(
            nodes,
            part,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, *takes])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, *gives])],
            [
                numpy_helper.from_array(weights, "w"),
                numpy_helper.from_array(np.int64([1, *gives]), "shape"),
            ],
        )
        assert pixels in shape
        opset = [helper.make_opsetid("", 17)]
        onnx.save(
            helper.make_model(graph, opset_imports=opset, ir_version=8), folder / f"{part}.onnx"
        )


@pytest.fixture(scope="module")
def own(finished_once, tmp_path_factory):
    """A study with the models of the tiny study's case I, and nothing to train."""
    study = Study(tmp_path_factory.mktemp("own") / "study")
    shutil.copytree(finished_once.folder, study.folder)
    trained = study.results / "I" / "models"
    mine = study.folder / "models" / "mine"
    mine.mkdir(parents=True)
    for part in ("encoder", "decoder"):
        shutil.copy(trained / f"{part}.onnx", mine)
    config = yaml.safe_load(study.config_file.read_text())
    study.config_file = study.folder / "config" / "own.yaml"
    config |= {"study": "own", "cases": {"mine": brings("mine")}, "b_grid": [1], "samplers": {}}
    study.config_file.write_text(yaml.safe_dump(config, sort_keys=False))
    study.first_run = study.snakemake()
    return study


def test_every_analysis_runs_without_training(own):
    assert ("adoption", "mine") in own.first_run.jobs
    assert "training" not in {job[0] for job in own.first_run.jobs}
    assert own.planned() == set()
    results = own.folder / "results" / "own"
    # Models in the form of ours are taken byte by byte.
    for part in ("encoder.onnx", "decoder.onnx"):
        adopted = results / "mine" / "models" / part
        assert adopted.read_bytes() == (own.results / "I" / "models" / part).read_bytes()
    assert not list(results.rglob("history*"))
    # Whatever the trained case has, but what a training leaves and what other samplers gave.
    trained = {path.relative_to(own.results / "I") for path in (own.results / "I").rglob("*.*")}
    missing = {
        str(path)
        for path in trained
        - {path.relative_to(results / "mine") for path in (results / "mine").rglob("*.*")}
        if "latents.zarr" not in path.parts and path.parts[:2][-1] not in SAMPLERS_LEFT_OUT
    }
    assert missing == {"models/autoencoder.keras", "models/history.csv", "models/history.png"}
    assert set(pd.read_csv(results / "findings" / "findings.csv")["case"]) == {"mine"}


SAMPLERS_LEFT_OUT = ("uniform-b2", "box-k1", "permuted", "gaussian-full")


def test_a_changed_model_is_adopted_again(own):
    path = own.folder / "models" / "mine" / "decoder.onnx"
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    planned = own.planned()
    path.write_bytes(before)
    assert ("adoption", "mine") in planned
    assert not {job[0] for job in planned} & {"training", "listing", "images_shard", "images"}
    assert own.planned() == set()


def test_models_of_other_kinds_stand_beside_it(own):
    """Keras files; and models in PyTorch's layout with another z_dim."""
    import keras

    loaded = keras.saving.load_model(own.results / "I" / "models" / "autoencoder.keras")
    (own.folder / "models" / "keras").mkdir()
    for part in ("encoder", "decoder"):
        loaded.get_layer(part).save(own.folder / "models" / "keras" / f"{part}.keras")
    linear_pair(own.folder / "models" / "linear", size=16, z_dim=5)
    own.configure(
        lambda config: config["cases"].update(
            keras={**brings("keras", "keras"), "z_dim": 8}, linear=brings("linear")
        )
    )
    quality = "results/own/linear/quality/uniform-b1/quality.json"
    jobs = own.snakemake("results/own/keras/latents/latents.json", quality).jobs
    assert "training" not in {job[0] for job in jobs}
    assert digest(own, "own", "keras") == digest(own, "own", "mine")
    row = json.loads((own.folder / quality).read_text())
    assert row["features"] == "appearance"
    assert row["overlap"] == min(row["precision"], row["recall"])
    assert np.load(own.folder / "results/own/linear/samplers/uniform-b1/latents.npy").shape == (
        16,
        5,
    )


def test_models_that_do_not_fit_stop_with_a_sentence(own):
    linear_pair(own.folder / "models" / "large", size=24, z_dim=5)
    before = own.config_file.read_text()
    own.configure(lambda config: config["cases"].update(large=brings("large")))
    result = own.snakemake("results/own/large/latents/latents.json", check=False)
    own.config_file.write_text(before)
    assert result.returncode != 0
    assert "models/large/encoder.onnx takes (n, 3, 24, 24)" in result.output
    assert "(n, 16, 16, 3)" in result.output
    assert "Traceback" not in result.output
    assert not (own.folder / "results" / "own" / "large" / "models" / "encoder.onnx").exists()


def test_trained_cases_stay_as_they_are_beside_own_models(finished):
    shutil.copytree(finished.results / "I" / "models", finished.folder / "models" / "mine")
    finished.configure(lambda config: config["cases"].update(mine=brings("mine")))
    planned = finished.planned()
    assert ("adoption", "mine") in planned
    assert not {job for job in planned if job[1:2] in (("I",), ("I-seed2",))}
    assert not {job[0] for job in planned} & {"training", "training_distances"}
    # A rule for one kind of case is not offered for the other.
    for target in (
        "results/tiny/mine/models/autoencoder.keras",
        "results/tiny/mine/models/history.png",
    ):
        result = finished.snakemake(target, options=["-n"], check=False)
        assert result.returncode != 0
        assert f"target {target!r} is " in result.output
