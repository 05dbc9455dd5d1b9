"""Training: it learns, repeats itself to the byte, and goes on where it was stopped."""

import importlib.util
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from support.tiny_models import SEED, SETTINGS, SMALL, fit, same_weights

from zpoints.errors import StudyError
from zpoints.files import digest
from zpoints.models import training
from zpoints.models.architecture import Architecture


def test_the_loss_falls(trained):
    table = trained.history
    assert list(table.columns) == ["epoch", "loss", "val_loss", "images_per_second"]
    assert table["epoch"].tolist() == list(range(1, 21))
    assert table["loss"].iloc[-1] < 0.5 * table["loss"].iloc[0]
    assert table["val_loss"].iloc[-1] < 0.5 * table["val_loss"].iloc[0]
    assert (table["images_per_second"] > 0).all()


def test_the_validation_loss_is_that_of_the_validation_images(trained, store):
    images = store.read("images")[store.read("split") == 1] / 255
    error = np.mean((np.asarray(trained.autoencoder(images)) - images) ** 2)
    assert trained.history["val_loss"].iloc[-1] == pytest.approx(error, rel=1e-4)


def test_the_models_share_their_weights(trained, store):
    images = store.read("images", 0, 5).astype(np.float32) / 255
    decoded = trained.decoder(trained.encoder(images))
    assert np.allclose(trained.autoencoder(images), decoded, atol=1e-6)


def test_images_in_a_scratch_file_train_the_same_model(trained, store, tmp_path):
    other = fit(store, scratch=tmp_path, memory_gb=0)
    assert same_weights(other.autoencoder, trained.autoencoder)
    assert other.history["loss"].tolist() == trained.history["loss"].tolist()
    assert not list(tmp_path.iterdir())  # the scratch file has no name


@pytest.mark.parametrize(
    ("memory_gb", "of_gpus", "held"),
    [(1, None, True), (0, None, False), (73_728e-9, None, True), (73_727e-9, None, False),
     (1, 2 * 73_728, True), (1, 2 * 73_727, False)],
)  # fmt: skip
def test_a_set_is_held_where_it_fits(store, monkeypatch, memory_gb, of_gpus, held):
    monkeypatch.setattr(training.devices, "memory_bytes", lambda: of_gpus)
    assert training._fits(store, memory_gb * 1e9, gpus=1) is held


def test_the_memory_of_gpus_counts_only_for_trainings_there(store, monkeypatch):
    monkeypatch.setattr(training.devices, "memory_bytes", lambda: 1)
    assert training._fits(store, 1e9, gpus=0)


def test_mirrored_images_train_another_model(store, trained):
    other = fit(store, augment={"flip": True}, epochs=2)
    assert not same_weights(other.autoencoder, fit(store, epochs=2).autoencoder)
    streamed = fit(store, augment={"flip": True}, epochs=2, memory_gb=0)
    assert same_weights(other.autoencoder, streamed.autoencoder)


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_a_diverging_training_ends_early_with_a_remedy(store, precision):
    try:
        with pytest.raises(StudyError) as caught:
            fit(store, learning_rate=1e30, precision=precision, epochs=50)
    finally:
        keras.config.set_dtype_policy("float32")
    text = str(caught.value)
    assert "in epoch 1, batch" in text
    assert "training.learning_rate (now 1e+30)" in text


def test_a_store_without_validation_images_is_refused(store, monkeypatch):
    monkeypatch.setattr(
        type(store), "read", lambda self, name, *_: np.zeros(self.rows, np.uint8), raising=True
    )
    with pytest.raises(StudyError, match="none for validation"):
        fit(store)


PROGRAM = """
import sys
from pathlib import Path
from support import tiny_models
from zpoints.stores.reader import open_store

store = open_store(sys.argv[1])
trained = tiny_models.fit(
    store, {"dropout": 0.1}, seed=int(sys.argv[3]), epochs=6, schedule="cosine"
)
tiny_models.save(trained, store.read("images", 0, 16), Path(sys.argv[2]))
print(trained.history["loss"].tolist())
"""


def in_fresh_processes(store, folders, **environment):
    """Train in several processes at once; returns what they print."""
    manifest = store.path.with_suffix(".json")
    running = []
    for number, (folder, seed) in enumerate(folders, start=1):
        folder.mkdir()
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(manifest), str(folder), str(seed)],
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    "PYTHONHASHSEED": str(number),
                    **environment,
                },
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    printed = [process.communicate(timeout=300)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return printed


def test_the_same_seed_gives_the_same_bytes_in_fresh_processes(store, tmp_path):
    folders = [(tmp_path / "a", 1), (tmp_path / "b", 1)]
    first, second = in_fresh_processes(store, folders)
    assert first == second
    digests = [{p.name: digest(p) for p in folder.iterdir()} for folder, _ in folders]
    assert len(digests[0]) == 3
    assert digests[0] == digests[1]


def test_another_seed_gives_another_model(store, trained):
    other = fit(store, seed=SEED + 1)
    pairs = zip(other.encoder.get_weights(), trained.encoder.get_weights(), strict=True)
    # Biases start from zero: the kernels must differ.
    assert all((a != b).mean() > 0.9 for a, b in pairs if a.ndim > 1)


@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="JAX is not installed")
def test_jax_trains_too(store, tmp_path):
    (printed,) = in_fresh_processes(store, [(tmp_path / "a", 1)], KERAS_BACKEND="jax")
    first, *_, last = json.loads(printed)
    assert last < 0.9 * first


class Killed(Exception):
    """A training ends as if it was killed."""


@pytest.mark.parametrize(
    ("architecture", "settings"),
    [
        ({}, {}),
        ({"dropout": 0.2, "batch_norm": True}, {"schedule": "cosine"}),
        ({}, {"precision": "mixed_float16"}),
    ],
    ids=["plain", "dropout batch_norm cosine", "mixed_float16"],
)
def test_a_training_that_goes_on_ends_like_one_that_was_never_stopped(
    store, tmp_path, monkeypatch, caplog, architecture, settings
):
    settings = SETTINGS | settings | {"epochs": 4}
    shape = Architecture(**(SMALL | architecture))
    path = tmp_path / "checkpoint.npz"

    def checkpoints():
        seeds = np.random.SeedSequence(SEED)
        return training.checkpoints_of(path, store, shape, seeds, **settings)

    def train(checkpoints=None):
        return training.train(
            store,
            shape,
            np.random.SeedSequence(SEED),
            **settings,
            memory_gb=1,
            gpus=0,
            checkpoints=checkpoints,
        )

    expected = train()
    stopped = checkpoints()
    write = stopped.write

    def write_twice(checkpoint):
        write(checkpoint)
        if len(checkpoint.history) == 2:
            raise Killed

    monkeypatch.setattr(stopped, "write", write_twice)
    with pytest.raises(Killed):
        train(stopped)
    monkeypatch.setattr(training.logger, "propagate", True)
    caplog.set_level("INFO", "zpoints")
    again = train(checkpoints())
    assert "resuming after epoch 2 of 4" in caplog.messages
    assert same_weights(again.autoencoder, expected.autoencoder)
    assert again.history["loss"].tolist() == expected.history["loss"].tolist()
    assert again.history["epoch"].tolist() == [1, 2, 3, 4]
    # One that ended needs no epoch more.
    once_more = train(checkpoints())
    assert same_weights(once_more.autoencoder, expected.autoencoder)


def test_the_checkpoint_of_other_settings_is_not_used(store, tmp_path):
    def checkpoints(seed=SEED, architecture=None, **settings):
        return training.checkpoints_of(
            tmp_path / "checkpoint.npz",
            store,
            Architecture(**(SMALL | (architecture or {}))),
            np.random.SeedSequence(seed),
            **settings,
        )

    one = checkpoints(**SETTINGS)
    assert checkpoints(**SETTINGS).training == one.training
    others = [
        checkpoints(**(SETTINGS | {"epochs": 21})),
        checkpoints(**(SETTINGS | {"learning_rate": 0.1})),
        checkpoints(**(SETTINGS | {"a setting of a later version": 1})),
        checkpoints(12, **SETTINGS),
        checkpoints(architecture={"dropout": 0.1}, **SETTINGS),
    ]
    assert len({checkpoints.training for checkpoints in [one, *others]}) == 6


def test_a_setting_that_the_training_does_not_know_is_an_error(store):
    with pytest.raises(TypeError, match="momentum"):
        fit(store, momentum=0.9)
