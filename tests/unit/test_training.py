"""Training: it learns, it repeats itself to the byte, and what it exports is what it trained."""

import contextlib
import importlib.util
import json
import math
import os
import signal
import subprocess
import sys
import zipfile

import keras
import numpy as np
import onnx
import pytest

from zpoints import inference, training
from zpoints.architecture import Architecture, Layers
from zpoints.errors import Stopped, StudyError
from zpoints.files import digest

SMALL = {
    "image_size": 16,
    "channels": 3,
    "z_dim": 4,
    "encoder": Layers((8, 8), (3, 3), (2, 2)),
    "decoder": Layers((8, 3), (3, 3), (2, 2)),
}
SETTINGS = {
    "epochs": 20,
    "batch_size": 16,
    "learning_rate": 0.01,
    "schedule": "constant",
    "loss": "mse",
    "precision": "float32",
    "memory_gb": 1,
    "gpus": 0,
}
SEED = 11


def fit(store, architecture=None, scratch=None, **settings):
    architecture = Architecture(**(SMALL | (architecture or {})))
    seeds = np.random.SeedSequence(SEED)
    return training.train(store, architecture, SETTINGS | settings, seeds, scratch)


def save(trained, images, folder):
    paths = {
        "autoencoder": folder / "autoencoder.keras",
        "encoder": folder / "encoder.onnx",
        "decoder": folder / "decoder.onnx",
    }
    training.save(trained, images, paths)
    return paths


@pytest.fixture(scope="session")
def store(image_store):
    return image_store(96)


@pytest.fixture(scope="session")
def trained(store):
    """One trained tiny model."""
    return fit(store)


@pytest.fixture(scope="session")
def saved(trained, store, tmp_path_factory):
    return save(trained, store.read("images", 0, 20), tmp_path_factory.mktemp("model"))


def same_weights(first, second):
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


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


def test_onnx_agrees_with_keras_for_any_number_of_rows(trained, saved, store):
    images = training.to_float(store.read("images"))
    encoder = inference.load(saved["encoder"], 1, "cpu")
    decoder = inference.load(saved["decoder"], 1, "cpu")
    for rows in (images, images[:1], images[:7]):
        latents = encoder.run(rows)
        assert latents.dtype == np.float32
        assert np.allclose(latents, trained.encoder(rows), atol=1e-4)
        assert np.allclose(decoder.run(latents), trained.decoder(latents), atol=1e-5)
    assert np.allclose(encoder.run(images, 10), encoder.run(images), atol=1e-5)


def test_the_saved_keras_model_is_the_trained_one(trained, saved):
    loaded = keras.models.load_model(saved["autoencoder"])
    assert same_weights(loaded, trained.autoencoder)
    assert loaded.get_layer("encoder").output_shape == (None, 4)
    with zipfile.ZipFile(saved["autoencoder"]) as archive:
        assert "date_saved" not in json.loads(archive.read("metadata.json"))


def test_exported_models_are_sound_and_plainly_named(saved):
    for name, inputs, outputs in (
        ("encoder", "images", "latents"),
        ("decoder", "latents", "images"),
    ):
        model = onnx.load(saved[name])
        onnx.checker.check_model(model, full_check=True)
        assert [t.name for t in model.graph.input] == [inputs]
        assert [t.name for t in model.graph.output] == [outputs]
        assert not model.graph.input[0].type.tensor_type.shape.dim[0].dim_value


def test_no_other_files_are_left(saved):
    folder = saved["encoder"].parent
    assert {p.name for p in folder.iterdir()} == {p.name for p in saved.values()}


def test_an_export_that_differs_is_refused(trained, store, tmp_path, monkeypatch):
    class Wrong:
        def run(self, rows):
            return np.asarray(trained.encoder(rows)) * 1.01

    monkeypatch.setattr(inference, "load", lambda *_, **__: Wrong())
    with pytest.raises(StudyError, match="exported encoder differs"):
        save(trained, store.read("images", 0, 4), tmp_path)
    assert not list(tmp_path.iterdir())


def test_images_in_a_scratch_file_train_the_same_model(trained, store, tmp_path):
    other = fit(store, scratch=tmp_path, memory_gb=0)
    assert same_weights(other.autoencoder, trained.autoencoder)
    assert other.history["loss"].tolist() == trained.history["loss"].tolist()
    assert not list(tmp_path.iterdir())  # the scratch file has no name


def test_memory_and_scratch_file_hold_the_images_of_the_store(store, tmp_path):
    images = store.read("images")
    for memory in (1e9, images.nbytes, images.nbytes - 1, 0):
        access = training.RandomAccess(store, memory, tmp_path)
        assert (access.memory is not None) is (memory >= images.nbytes)
        for rows in ([5], [95, 0, 40, 40], np.arange(96)[::-1], []):
            rows = np.array(rows, int)
            assert (access.take(rows) == images[rows]).all()


def batches(rows, seed=1, size=16):
    seeds = None if seed is None else np.random.SeedSequence(seed)
    return training.Batches(None, rows, size, seeds)


def test_each_order_is_a_permutation_of_the_whole_set():
    """No locality: neighbours in an epoch lie as far apart as in any random permutation."""
    rows = np.arange(1000, 6000)
    data = batches(rows)
    orders = []
    for epoch in range(5):
        data.start_epoch(epoch)
        orders.append(data.order)
        assert sorted(data.order) == rows.tolist()
        distance = np.abs(np.diff(data.order)).mean()
        assert distance == pytest.approx((len(rows) + 1) / 3, rel=0.04)
        # Nor does the place in the epoch tell the place in the store.
        assert abs(np.corrcoef(data.order, np.arange(5000))[0, 1]) < 0.06
    for k in range(4):
        assert (orders[k] == orders[k + 1]).mean() < 0.01


def test_an_order_depends_on_seed_and_epoch_only():
    rows = np.arange(50)
    first, second, other = batches(rows), batches(rows, size=7), batches(rows, seed=2)
    first.start_epoch(0)
    first.start_epoch(3)
    second.start_epoch(3)
    other.start_epoch(3)
    assert (first.order == second.order).all()
    assert (first.order != other.order).any()


def test_validation_keeps_its_order():
    data = batches(np.array([4, 2, 9]), seed=None)
    data.start_epoch(5)
    assert data.order.tolist() == [4, 2, 9]


def test_every_batch_is_given_once_the_last_may_be_short(store):
    access = training.RandomAccess(store, 1e9, None)
    data = training.Batches(access, np.arange(10, 50), 16, np.random.SeedSequence(1))
    assert len(data) == 3
    given = [data[k] for k in range(3)]
    assert [len(x) for x, _ in given] == [16, 16, 8]
    images = np.concatenate([x for x, _ in given])
    assert images.dtype == np.float32
    assert (images == store.read("images")[data.order] / np.float32(255)).all()
    assert all((x == y).all() for x, y in given)


def test_keras_trains_on_each_training_image_once_an_epoch(store, monkeypatch):
    """Watched where images are read, so that what Keras really asks for is counted."""
    taken = []
    original = training.RandomAccess.take
    monkeypatch.setattr(
        training.RandomAccess,
        "take",
        lambda self, rows: taken.append(np.array(rows)) or original(self, rows),
    )
    fit(store, epochs=3)
    split = store.read("split")
    calls = [rows for rows in taken if (split[rows] == 0).all()]
    assert len(calls) + sum((split[rows] == 1).all() for rows in taken) == len(taken)
    epochs = np.concatenate(calls[-15:]).reshape(3, 80)  # Keras looks at some batches beforehand
    for order in epochs:
        assert sorted(order) == np.flatnonzero(split == 0).tolist()
    assert (epochs[0] != epochs[1]).mean() > 0.8
    assert (epochs[1] != epochs[2]).mean() > 0.8


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


def test_mixed_precision_trains_and_exports_float32(store, trained, tmp_path):
    mixed = fit(store, precision="mixed_bfloat16", schedule="cosine")
    assert keras.config.dtype_policy().name == "float32"
    assert mixed.history["loss"].iloc[-1] < 0.7 * mixed.history["loss"].iloc[0]
    assert {layer.compute_dtype for layer in mixed.encoder.layers} == {"float32"}
    assert not same_weights(mixed.autoencoder, trained.autoencoder)
    paths = save(mixed, store.read("images", 0, 16), tmp_path)
    for name in ("encoder", "decoder"):
        graph = onnx.load(paths[name]).graph
        assert all(t.data_type != onnx.TensorProto.BFLOAT16 for t in graph.initializer)
    rows = training.to_float(store.read("images", 0, 3))
    assert inference.load(paths["encoder"], 1, "cpu").run(rows).dtype == np.float32


@pytest.mark.parametrize(
    ("architecture", "settings"),
    [
        ({"activation": "selu", "batch_norm": True, "dropout": 0.2}, {"loss": "mae"}),
        (
            {
                "image_size": 18,
                "channels": 1,
                "activation": "relu",
                "encoder": Layers((4, 6), (3, 5), (3, 2)),
                "decoder": Layers((5, 1), (5, 3), (2, 3)),
            },
            {"loss": "binary_crossentropy"},
        ),
    ],
    ids=["batch_norm dropout selu", "strides 3 and 2, grey, relu"],
)
def test_variants_train_and_export(image_store, tmp_path, architecture, settings):
    wanted = SMALL | architecture
    data = image_store(48, wanted["image_size"], wanted["channels"])
    variant = fit(data, architecture, epochs=1, **settings)
    assert math.isfinite(variant.history["val_loss"][0])
    paths = save(variant, data.read("images", 0, 16), tmp_path)
    rows = training.to_float(data.read("images", 0, 5))
    latents = inference.load(paths["encoder"], 1, "cpu").run(rows)
    decoded = inference.load(paths["decoder"], 1, "cpu").run(latents)
    assert latents.shape == (5, 4)
    assert decoded.shape == rows.shape
    # Exported is inference: no dropout, moving averages.
    assert np.allclose(decoded, variant.autoencoder.predict_on_batch(rows), atol=1e-4)


PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from zpoints import stores, training
from zpoints.architecture import Architecture, Layers

store = stores.open_store(sys.argv[1])
folder = Path(sys.argv[2])
shape = Architecture(
    16, 3, 4, Layers((8, 8), (3, 3), (2, 2)), Layers((8, 3), (3, 3), (2, 2)), dropout=0.1
)
settings = dict(
    epochs=2, batch_size=16, learning_rate=0.01, schedule="cosine", loss="mse",
    precision="float32", memory_gb=1, gpus=0,
)
trained = training.train(store, shape, settings, np.random.SeedSequence(int(sys.argv[3])))
names = dict(autoencoder="autoencoder.keras", encoder="encoder.onnx", decoder="decoder.onnx")
training.save(trained, store.read("images", 0, 16), {n: folder / f for n, f in names.items()})
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
    architecture = Architecture(**SMALL)
    other = training.train(store, architecture, SETTINGS, np.random.SeedSequence(SEED + 1))
    pairs = zip(other.encoder.get_weights(), trained.encoder.get_weights(), strict=True)
    # Biases start from zero: the kernels must differ.
    assert all((a != b).mean() > 0.9 for a, b in pairs if a.ndim > 1)


@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="JAX is not installed")
def test_jax_trains_too(store, tmp_path):
    (printed,) = in_fresh_processes(store, [(tmp_path / "a", 1)], KERAS_BACKEND="jax")
    first, last = json.loads(printed)
    assert last < first


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
    arguments = (
        store,
        Architecture(**(SMALL | architecture)),
        settings,
        np.random.SeedSequence(SEED),
    )
    expected = training.train(*arguments[:3], np.random.SeedSequence(SEED))

    def checkpoints():
        return training.checkpoints_of(tmp_path / "checkpoint.npz", *arguments)

    stopped = checkpoints()
    write = stopped.write

    def write_twice(checkpoint):
        write(checkpoint)
        if len(checkpoint.history) == 2:
            raise Killed

    monkeypatch.setattr(stopped, "write", write_twice)
    with pytest.raises(Killed):
        training.train(*arguments[:3], np.random.SeedSequence(SEED), None, stopped)
    monkeypatch.setattr(training.logger, "propagate", True)
    caplog.set_level("INFO", "zpoints")
    again = training.train(*arguments[:3], np.random.SeedSequence(SEED), None, checkpoints())
    assert "resuming after epoch 2 of 4" in caplog.messages
    assert same_weights(again.autoencoder, expected.autoencoder)
    assert again.history["loss"].tolist() == expected.history["loss"].tolist()
    assert again.history["epoch"].tolist() == [1, 2, 3, 4]
    # One that ended needs no epoch more.
    once_more = training.train(*arguments[:3], np.random.SeedSequence(SEED), None, checkpoints())
    assert same_weights(once_more.autoencoder, expected.autoencoder)


class After:
    """A request to end that comes after some batches, those of validation included."""

    def __init__(self, batches):
        self.left = batches

    @property
    def signal(self):
        self.left -= 1
        return signal.SIGTERM if self.left < 0 else None


MIXED = {"dropout": 0.2, "batch_norm": True}, {"precision": "mixed_float16", "schedule": "cosine"}


# An epoch has five batches for training, one for validation, and a look at its end.
@pytest.mark.parametrize(
    ("looks", "place", "again", "variant"),
    [
        (0, "epoch 0, batch 1 of 5;", "batch 1 of 5 in epoch 1 of 3", ({}, {})),
        (9, "epoch 1, batch 3 of 5;", "batch 3 of 5 in epoch 2 of 3", MIXED),
        (11, "epoch 1, batch 5 of 5;", "batch 5 of 5 in epoch 2 of 3", MIXED),
        (12, "epoch 1, batch 5 of 5;", "batch 5 of 5 in epoch 2 of 3", ({}, {})),
        (13, "epoch 2;", "epoch 2 of 3", ({}, {})),
        (20, "epoch 3;", "epoch 3 of 3", ({}, {})),
    ],
    ids=["first batch", "any batch", "last batch", "validation", "end of an epoch", "end"],
)
def test_a_training_that_is_asked_to_end_goes_on_from_the_same_batch(
    store, tmp_path, monkeypatch, caplog, looks, place, again, variant
):
    architecture, settings = variant
    arguments = store, Architecture(**(SMALL | architecture)), SETTINGS | settings | {"epochs": 3}

    def train(request):
        seeds = np.random.SeedSequence(SEED)
        kept = training.checkpoints_of(tmp_path / "checkpoint.npz", *arguments, seeds)
        return training.train(*arguments, seeds, None, kept if request else None, request)

    expected = train(None)
    with pytest.raises(Stopped) as stopped:
        train(After(looks))
    assert f"stopped by SIGTERM after {place} run snakemake again" in str(stopped.value)
    assert stopped.value.status == 143
    # Once more on the way: what goes on can be stopped again.
    monkeypatch.setattr(training.logger, "propagate", True)
    caplog.set_level("INFO", "zpoints")
    with contextlib.suppress(Stopped):
        train(After(1))
    assert f"resuming after {again}" in caplog.messages
    ended = train(After(1000))
    assert same_weights(ended.autoencoder, expected.autoencoder)
    columns = ["epoch", "loss", "val_loss"]
    assert ended.history[columns].equals(expected.history[columns])
    assert (ended.history["images_per_second"] > 0).all()


def test_a_long_epoch_is_kept_now_and_then(store, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    arguments = store, Architecture(**SMALL), SETTINGS | {"epochs": 2}, np.random.SeedSequence(SEED)
    kept = training.checkpoints_of(tmp_path / "checkpoint.npz", *arguments)
    written = []
    monkeypatch.setattr(kept, "write", written.append)
    training.train(*arguments[:3], np.random.SeedSequence(SEED), None, kept)
    assert [checkpoint.batches for checkpoint in written] == [1, 2, 3, 4, 5, 0] * 2
    seconds = [checkpoint.seconds for checkpoint in written[:6]]
    assert seconds[:5] == sorted(seconds[:5])
    assert seconds[5] == 0


def test_the_checkpoint_of_other_settings_is_not_used(store, tmp_path):
    seeds = np.random.SeedSequence(SEED)
    architecture = Architecture(**SMALL)
    path = tmp_path / "checkpoint.npz"
    one = training.checkpoints_of(path, store, architecture, SETTINGS, seeds)
    faster = training.checkpoints_of(path, store, architecture, SETTINGS | {"memory_gb": 9}, seeds)
    assert one.training == faster.training
    for settings, seed in (({"epochs": 21}, SEED), ({"learning_rate": 0.1}, SEED), ({}, 12)):
        other = training.checkpoints_of(
            path, store, architecture, SETTINGS | settings, np.random.SeedSequence(seed)
        )
        assert one.training != other.training
