"""The script of the rule `training`."""

import json

import pandas as pd
from support.tiny_models import SETTINGS

from workflow.scripts.models import training
from zpoints.models import inference

CASE = {
    "z_dim": 4,
    "encoder": {"filters": [8, 8], "kernels": [3, 3], "strides": None},
    "decoder": {"filters": [8, "channels"], "kernels": [3, 3], "strides": None},
    "activation": "leaky_relu",
    "batch_norm": False,
    "dropout": 0.0,
    "training": SETTINGS | {"epochs": 2},
}


def test_models_and_history_are_written_and_the_checkpoint_is_gone(image_store, tmp_path):
    names = {
        "autoencoder": "autoencoder.keras",
        "encoder": "encoder.onnx",
        "decoder": "decoder.onnx",
        "history": "history.csv",
    }
    training.training(
        images=image_store(48).path.with_suffix(".json"),
        **{key: tmp_path / name for key, name in names.items()},
        checkpoint=tmp_path / "checkpoint.npz",
        case=json.loads(json.dumps(CASE)),
        seed=[1, "tests", "I", "train"],
        memory_gb=1,
        gpus=0,
        scratch=tmp_path,
    )
    assert {path.name for path in tmp_path.iterdir()} == set(names.values())
    assert pd.read_csv(tmp_path / "history.csv")["epoch"].tolist() == [1, 2]
    assert inference.load(tmp_path / "encoder.onnx", 1, "cpu").output_shape == (4,)
    assert inference.load(tmp_path / "decoder.onnx", 1, "cpu").output_shape == (16, 16, 3)
