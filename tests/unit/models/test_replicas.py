"""A training on several devices gives what it gives on one; CPU devices take the place of GPUs."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from zpoints.models import replicas

# The trainings of `found` take most of a minute: one process of pytest-xdist does them.
pytestmark = pytest.mark.xdist_group("replicas")

# All trainings in one process: most of the time goes into starting TensorFlow.
PROGRAM = """
import json, os, signal, sys
from pathlib import Path
import keras
import numpy as np
from zpoints.errors import Stopped, StudyError
from zpoints.models import training
from zpoints.models.architecture import Architecture, Layers
from zpoints.stores.reader import open_store

if keras.backend.backend() == "tensorflow":
    import tensorflow as tf
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 3)

store = open_store(sys.argv[1])
layers = Layers((8, 8), (3, 3), (2, 2)), Layers((8, 3), (3, 3), (2, 2))
shape = Architecture(16, 3, 4, *layers, "leaky_relu", False, 0.0)
settings = dict(
    epochs=2, batch_size=10, learning_rate=0.002, schedule="cosine", loss="mse",
    precision="float32", augment={"flip": True},
)


class After:
    # Asks for the end after some batches.
    def __init__(self, batches):
        self.left = batches

    @property
    def signal(self):
        self.left -= 1
        return signal.SIGTERM if self.left < 0 else None


def train(request=None, file=None, gpus=0, **changes):
    arguments = store, shape, np.random.SeedSequence(1)
    decisive = settings | changes
    kept = file and training.checkpoints_of(Path(sys.argv[2]) / file, *arguments, **decisive)
    trained = training.train(
        *arguments, **decisive, memory_gb=1, gpus=gpus, checkpoints=kept, request=request
    )
    table = trained.history[["loss", "val_loss"]].to_numpy().tolist()
    return {
        "weights": [w.tolist() for w in trained.autoencoder.get_weights()],
        "history": table,
        "precision": trained.encoder.layers[-1].compute_dtype,
    }


found = {"one": train()}
found["three"] = train(gpus=3)
half = {"precision": "mixed_float16", "gpus": 3}
found["half"] = train(**half)
try:
    train(After(6), "checkpoint.npz", **half)
except Stopped as stopped:
    found["stopped"] = str(stopped)
found["resumed"] = train(None, "checkpoint.npz", **half)
try:
    train(gpus=4)
except StudyError as error:
    found["too many"] = str(error)
print(json.dumps(found))
"""


@pytest.fixture(scope="module", params=["tensorflow", "jax"])
def found(request, image_store, tmp_path_factory):
    """What the program printed: 38 images for training, in batches that 3 does not divide."""
    if request.param == "jax":
        pytest.importorskip("jax")
    store = image_store(45)
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM,
            str(store.path.with_suffix(".json")),
            str(tmp_path_factory.mktemp("checkpoints")),
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "KERAS_BACKEND": request.param,
            "XLA_FLAGS": "--xla_force_host_platform_device_count=3",
        },
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout.splitlines()[-1])


def apart(one, other):
    """Greatest difference of any weight."""
    pairs = zip(one["weights"], other["weights"], strict=True)
    return max(np.abs(np.subtract(*pair)).max() for pair in pairs)


def test_three_replicas_give_the_weights_of_one(found):
    assert apart(found["one"], found["three"]) < 1e-4


def test_the_history_is_that_of_one_though_batches_are_filled_up(found):
    np.testing.assert_allclose(found["three"]["history"], found["one"]["history"], rtol=1e-5)


def test_mixed_precision_on_replicas(found):
    assert found["half"]["precision"] == "float32"
    (first, _), (last, _) = found["half"]["history"]
    assert last < first
    assert 1e-6 < apart(found["half"], found["one"]) < 0.01


def test_a_training_on_replicas_goes_on_in_the_midst_of_an_epoch(found):
    assert "stopped by SIGTERM after epoch 1, batch" in found["stopped"]
    assert apart(found["half"], found["resumed"]) < 1e-6
    np.testing.assert_allclose(found["resumed"]["history"], found["half"]["history"], rtol=1e-6)


def test_more_gpus_than_there_are_is_a_mistake(found):
    assert "training.gpus is 4" in found["too many"]
    assert "sees 3 (cpu:0, cpu:1, cpu:2)" in found["too many"]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("size", [1, 2, 7, 8])
def test_a_batch_is_filled_up_evenly(size, count):
    rows = np.arange(100, 100 + size)
    filled, weights = replicas.fill_up(rows, count)
    assert len(filled) % count == 0
    assert 0 <= len(filled) - size < count
    assert (filled[:size] == rows).all()
    assert set(filled) == set(rows)
    values = np.sin(filled)
    shares = np.split(values * weights, count)
    mean_of_means = np.mean([share.mean() for share in shares])
    assert mean_of_means == pytest.approx(np.sin(rows).mean(), rel=1e-6)
