"""Train an autoencoder on an image store and save it."""

import json
import math
import re
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from zpoints import autoencoder, export
from zpoints.architecture import Architecture
from zpoints.checkpoints import Checkpoint, Checkpoints
from zpoints.errors import StudyError
from zpoints.files import replacing
from zpoints.logs import Progress, logger
from zpoints.pixels import to_float
from zpoints.splits import TRAIN, VALIDATION
from zpoints.stores import Store

CHECKED_IMAGES = 16


@dataclass(frozen=True)
class Trained:
    """A trained autoencoder in float32 and its history, one row an epoch."""

    encoder: keras.Model
    decoder: keras.Model
    autoencoder: keras.Model
    history: pd.DataFrame


class RandomAccess:
    """Images of a store in any order, in memory or in a scratch file.

    A store is read by whole chunks, each compared with its checksum. Copying once allows every
    epoch a random order of the whole set; from the scratch file only the images of one batch are
    in memory.
    """

    def __init__(self, store: Store, memory_bytes: float, scratch: str | Path | None) -> None:
        """Copy the images of the store.

        Args:
            store: with the uint8 array "images".
            memory_bytes: larger sets go to the scratch file.
            scratch: folder of the scratch file, None for the system's.
        """
        self.shape = store.row_shape("images")
        self.row_bytes = math.prod(self.shape)
        self.memory: np.ndarray | None = None
        if store.rows * self.row_bytes <= memory_bytes:
            self.memory = np.empty((store.rows, *self.shape), np.uint8)
            for start, block in store.blocks("images"):
                self.memory[start : start + len(block)] = block
        else:
            # No name in the file system: it is gone with the process, even a killed one.
            self.file = tempfile.TemporaryFile(dir=scratch, buffering=0)  # noqa: SIM115
            for _, block in store.blocks("images"):
                for image in block:  # one by one: a raw write may stop after 2 GiB
                    self._whole(self.file.write(np.ascontiguousarray(image).data))

    def take(self, rows: np.ndarray) -> np.ndarray:
        """Images of the given row numbers, uint8 (n, size, size, channels)."""
        if self.memory is not None:
            return self.memory[rows]
        images = np.empty((len(rows), *self.shape), np.uint8)
        for image, row in zip(images, rows, strict=True):
            self.file.seek(int(row) * self.row_bytes)
            self._whole(self.file.readinto(image.data))
        return images

    def _whole(self, transferred: int) -> None:
        if transferred != self.row_bytes:
            raise OSError(f"the scratch file took {transferred} of {self.row_bytes} bytes")


class Batches(keras.utils.PyDataset):
    """Batches (images, images) of some rows, in a new random order each epoch."""

    def __init__(
        self,
        images: RandomAccess,
        rows: np.ndarray,
        batch_size: int,
        seeds: np.random.SeedSequence | None,
    ) -> None:
        """Prepare epoch 0; with `seeds` None the order is that of `rows` always."""
        super().__init__()
        self.images = images
        self.rows = rows
        self.batch_size = batch_size
        self.seeds = seeds
        self.start_epoch(0)

    def start_epoch(self, epoch: int) -> None:
        """Draw the order of an epoch; it depends on the seed and the epoch only."""
        self.order = self.rows
        if self.seeds is not None:
            key = (*self.seeds.spawn_key, epoch)
            seeds = np.random.SeedSequence(self.seeds.entropy, spawn_key=key)
            self.order = np.random.default_rng(seeds).permutation(self.rows)

    def __len__(self) -> int:
        return math.ceil(len(self.rows) / self.batch_size)

    def __getitem__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        rows = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        batch = to_float(self.images.take(rows))
        return batch, batch


class Watch(keras.callbacks.Callback):
    """Progress, history, epoch order, checkpoints, and an early end if the loss is no number."""

    def __init__(
        self,
        batches: Batches,
        epochs: int,
        learning_rate: float,
        history: list[dict[str, float]],
        checkpoints: Checkpoints | None,
    ) -> None:
        """Watch a training of `epochs` epochs over `batches`, those of `history` behind it."""
        super().__init__()
        self.batches = batches
        self.learning_rate = learning_rate
        self.progress = Progress((epochs - len(history)) * len(batches.rows), "images")
        self.rows = history
        self.checkpoints = checkpoints
        self.note = ""

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Draw the order of the epoch and start its clock."""
        self.batches.start_epoch(epoch)
        self.started = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Stop at a loss that is not finite; report progress."""
        loss = logs["loss"]
        if not math.isfinite(loss):
            raise StudyError(
                f"the loss became {loss} in epoch {len(self.rows) + 1}, batch {batch + 1}; lower "
                f"training.learning_rate (now {self.learning_rate:g}) or set training.precision "
                "to float32."
            )
        seen = min(self.batches.batch_size * (batch + 1), len(self.batches.rows))
        self.seconds = time.monotonic() - self.started
        count = seen - self.batches.batch_size * batch
        self.progress.update(count, f"epoch {len(self.rows) + 1}, loss {loss:.5f}{self.note}")

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Keep the figures of the epoch and its state; the speed is that without validation."""
        self.note = f", val_loss {logs['val_loss']:.5f}"
        logger.info("epoch %d: loss %.5f%s", epoch + 1, logs["loss"], self.note)
        self.rows.append(
            {
                "epoch": epoch + 1,
                "loss": float(logs["loss"]),
                "val_loss": float(logs["val_loss"]),
                "images_per_second": len(self.batches.rows) / self.seconds,
            }
        )
        if self.checkpoints is not None:
            values = [keras.ops.convert_to_numpy(variable) for variable in state(self.model)]
            self.checkpoints.write(Checkpoint(self.rows, values))


def state(model: keras.Model) -> list[keras.Variable]:
    """All that changes in a training: weights, states of dropout, and what the optimizer keeps."""
    return [*model.variables, *model.optimizer.variables]


def checkpoints_of(
    path: str | Path,
    store: Store,
    architecture: Architecture,
    settings: Mapping[str, Any],
    seeds: np.random.SeedSequence,
) -> Checkpoints:
    """Checkpoints of the training that `train` does with these arguments.

    What changes the speed alone is left out: a training may go on with more memory.
    """
    return Checkpoints(
        path,
        {
            "images": store.digest("images"),
            "split": store.digest("split"),
            "architecture": asdict(architecture),
            "settings": {key: settings[key] for key in _DECISIVE},
            "seeds": [str(seeds.entropy), *map(str, seeds.spawn_key)],
            "software": ["keras", keras.__version__, keras.backend.backend()],
        },
    )


# Settings that the weights depend on.
_DECISIVE = ("epochs", "batch_size", "learning_rate", "schedule", "loss", "precision")


def train(
    store: Store,
    architecture: Architecture,
    settings: Mapping[str, Any],
    seeds: np.random.SeedSequence,
    scratch: str | Path | None = None,
    checkpoints: Checkpoints | None = None,
) -> Trained:
    """Train on the rows of the store whose split is TRAIN.

    Args:
        store: arrays "images" (uint8) and "split".
        architecture: shape of the autoencoder.
        settings: epochs, batch_size, learning_rate, schedule, loss, precision, memory_gb.
        seeds: of the weights, the order of images and dropout.
        scratch: folder for decoded images that do not fit `memory_gb`.
        checkpoints: where the training is kept after each epoch, and from where it goes on; None
            for a training that starts anew whenever it is stopped. On a CPU, one that goes on ends
            with the weights of one that was never stopped.

    Raises:
        StudyError: the loss is not finite, or a split is empty.
    """
    weights, order = seeds.spawn(2)
    keras.utils.set_random_seed(int(weights.generate_state(1)[0]))
    split = store.read("split")
    rows = {code: np.flatnonzero(split == code) for code in (TRAIN, VALIDATION)}
    if not all(map(len, rows.values())):
        raise StudyError(f"{store.path} has no images for training or none for validation.")
    images = RandomAccess(store, settings["memory_gb"] * 1e9, scratch)
    batches = Batches(images, rows[TRAIN], settings["batch_size"], order)
    validation = Batches(images, rows[VALIDATION], settings["batch_size"], None)
    where = "memory" if images.memory is not None else "a scratch file"
    logger.info(
        "%d images for training, %d for validation, in %s; backend %s, %s",
        *(len(rows[TRAIN]), len(rows[VALIDATION]), where),
        *(keras.backend.backend(), settings["precision"]),
    )

    keras.config.set_dtype_policy(settings["precision"])
    _, _, model = autoencoder.build(architecture)
    rate = settings["learning_rate"]
    schedule = rate
    if settings["schedule"] == "cosine":
        steps = settings["epochs"] * len(batches)
        schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    model.compile(
        optimizer=keras.optimizers.Adam(schedule),
        loss=settings["loss"],
        # XLA compiles convolutions for CPUs to slower code than TensorFlow's own kernels.
        jit_compile=keras.backend.backend() == "jax",
    )
    model.optimizer.build(model.trainable_variables)
    history = resume(model, checkpoints) if checkpoints is not None else []
    if history:
        logger.info("resuming after epoch %d of %d", len(history), settings["epochs"])
    watch = Watch(batches, settings["epochs"], rate, history, checkpoints)
    model.fit(
        batches,
        initial_epoch=len(history),
        epochs=settings["epochs"],
        validation_data=validation,
        callbacks=[watch],
        shuffle=False,
        verbose=0,
    )
    # The weights are float32 under every policy: a float32 twin takes them unchanged.
    keras.config.set_dtype_policy("float32")
    encoder, decoder, twin = autoencoder.build(architecture)
    twin.set_weights(model.get_weights())
    return Trained(encoder, decoder, twin, pd.DataFrame(watch.rows))


def resume(model: keras.Model, checkpoints: Checkpoints) -> list[dict[str, float]]:
    """Give a compiled model the state of its last checkpoint; history of the epochs behind it."""
    variables = state(model)
    like = [
        (tuple(variable.shape), keras.backend.standardize_dtype(variable.dtype))
        for variable in variables
    ]
    found = checkpoints.read(like)
    if found is None:
        return []
    for variable, value in zip(variables, found.variables, strict=True):
        variable.assign(value)
    return found.history


def save(trained: Trained, images: np.ndarray, paths: Mapping[str, Path]) -> None:
    """Write autoencoder.keras and both ONNX models, checked against Keras.

    Args:
        trained: what `train` returned.
        images: uint8 (n, size, size, channels) to check with.
        paths: of "autoencoder", "encoder" and "decoder".

    Raises:
        StudyError: an exported model differs from its Keras model.
    """
    x = to_float(images[:CHECKED_IMAGES])
    with replacing(paths["encoder"]) as temporary:
        latents = export.to_onnx(trained.encoder, x, temporary, "encoder", "latents")
    with replacing(paths["decoder"]) as temporary:
        export.to_onnx(trained.decoder, latents, temporary, "decoder", "images")
    with replacing(paths["autoencoder"]) as temporary:
        trained.autoencoder.save(temporary)
        _make_reproducible(temporary)


def _make_reproducible(path: Path) -> None:
    """Rewrite a .keras archive without times and memory addresses: equal models, equal bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    metadata = json.loads(members["metadata.json"])
    metadata.pop("date_saved", None)
    members["metadata.json"] = json.dumps(metadata).encode()
    numbers: dict[bytes, bytes] = {}
    members["config.json"] = re.sub(
        rb'(?<="shared_object_id": )\d+',
        lambda found: numbers.setdefault(found[0], str(len(numbers) + 1).encode()),
        members["config.json"],
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
