"""Train an autoencoder on an image store and save it."""

import json
import math
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from zpoints import autoencoder, export, replicas
from zpoints.architecture import Architecture
from zpoints.checkpoints import Checkpoint, Checkpoints
from zpoints.errors import Stopped, StudyError
from zpoints.files import replacing
from zpoints.logs import Progress, logger
from zpoints.pixels import to_float
from zpoints.signals import Request
from zpoints.splits import TRAIN, VALIDATION
from zpoints.stores import Store

CHECKED_IMAGES = 16
# A machine that fails takes at most this much of a long epoch with it.
SECONDS_BETWEEN_CHECKPOINTS = 600.0


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
            # Threads of two Keras iterators may read at once: no position of the file is shared.
            place = int(row) * self.row_bytes
            self._whole(os.preadv(self.file.fileno(), [image.data], place))
        return images

    def _whole(self, transferred: int) -> None:
        if transferred != self.row_bytes:
            raise OSError(f"the scratch file took {transferred} of {self.row_bytes} bytes")


class Batches(keras.utils.PyDataset):
    """Batches (images, images) of some rows, in a new random order each epoch.

    Several replicas get (images, images, weights), see `replicas.even`. `first` is the number of
    the batch that an epoch begins with, for one of which a part was done before.
    """

    def __init__(
        self,
        images: RandomAccess,
        rows: np.ndarray,
        batch_size: int,
        seeds: np.random.SeedSequence | None,
        count: int = 1,
    ) -> None:
        """Prepare epoch 0 for `count` replicas; with `seeds` None the order is that of `rows`."""
        super().__init__()
        self.images = images
        self.rows = rows
        self.batch_size = batch_size
        self.seeds = seeds
        self.count = count
        self.in_epoch = math.ceil(len(rows) / batch_size)
        self.first = 0
        self.start_epoch(0)

    def start_epoch(self, epoch: int) -> None:
        """Draw the order of an epoch; it depends on the seed and the epoch only."""
        self.order = self.rows
        if self.seeds is not None:
            key = (*self.seeds.spawn_key, epoch)
            seeds = np.random.SeedSequence(self.seeds.entropy, spawn_key=key)
            self.order = np.random.default_rng(seeds).permutation(self.rows)

    def __len__(self) -> int:
        return self.in_epoch - self.first

    def __getitem__(self, number: int) -> tuple[np.ndarray, ...]:
        start = (self.first + number) * self.batch_size
        rows = self.order[start : start + self.batch_size]
        weights = []
        if self.count > 1:
            rows, filling = replicas.even(rows, self.count)
            weights = [filling]
        batch = to_float(self.images.take(rows))
        # Not the same array twice: TensorFlow takes its memory for that of two tensors, and may
        # write the differences of images and reconstructions over the images.
        return batch, batch.copy(), *weights


class Watch(keras.callbacks.Callback):
    """Progress, history, epoch order, checkpoints, and an early end by a signal or a bad loss."""

    def __init__(
        self,
        batches: Batches,
        settings: Mapping[str, Any],
        loss: keras.metrics.Metric,
        begun: Checkpoint,
        checkpoints: Checkpoints | None,
        request: Request | None,
    ) -> None:
        """Watch a training over `batches` with what has begun of it behind it."""
        super().__init__()
        self.batches = batches
        self.learning_rate = settings["learning_rate"]
        self.loss = loss
        self.rows = begun.history
        self.seconds = begun.seconds
        self.sums = begun.variables[len(begun.variables) - len(loss.variables) :]
        self.checkpoints = checkpoints
        self.request = request
        self.kept = time.monotonic()
        left = (settings["epochs"] - len(self.rows)) * len(batches.rows)
        self.progress = Progress(left - begun.batches * batches.batch_size, "images")
        self.note = ""

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Draw the order of the epoch and start its clock, or go on with both."""
        self.batches.start_epoch(epoch)
        if self.batches.first:
            for variable, value in zip(self.loss.variables, self.sums, strict=True):
                variable.assign(value)
        else:
            self.seconds = 0.0
        self.started = time.monotonic() - self.seconds

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Stop at a loss that is not finite; report progress; keep the training now and then."""
        loss = logs[self.loss.name]
        done = self.batches.first + batch + 1
        if not math.isfinite(loss):
            raise StudyError(
                f"the loss became {loss} in epoch {len(self.rows) + 1}, batch {done}; lower "
                f"training.learning_rate (now {self.learning_rate:g}) or set training.precision "
                "to float32."
            )
        seen = min(self.batches.batch_size * done, len(self.batches.rows))
        self.seconds = time.monotonic() - self.started
        count = seen - self.batches.batch_size * (done - 1)
        self.progress.update(count, f"epoch {len(self.rows) + 1}, loss {loss:.5f}{self.note}")
        if done == self.batches.in_epoch:
            # Validation takes the same metric, so the sums would be lost.
            self.sums = arrays(self.model, self.loss.variables)
        if self._asked() or time.monotonic() - self.kept > SECONDS_BETWEEN_CHECKPOINTS:
            self._keep(done, arrays(self.model, self.loss.variables))
            self._end_if_asked(done)

    def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """End if asked to, with all batches of the epoch done and its validation to be done."""
        if self._asked():
            self._keep(self.batches.in_epoch, self.sums)
            self._end_if_asked(self.batches.in_epoch)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Keep the figures of the epoch and its state; the speed is that without validation."""
        loss, val_loss = (float(logs[f"{split}{self.loss.name}"]) for split in ("", "val_"))
        self.note = f", val_loss {val_loss:.5f}"
        logger.info("epoch %d: loss %.5f%s", epoch + 1, loss, self.note)
        self.rows.append(
            {
                "epoch": epoch + 1,
                "loss": loss,
                "val_loss": val_loss,
                "images_per_second": len(self.batches.rows) / self.seconds,
            }
        )
        self._keep(0, arrays(self.model, self.loss.variables))
        self._end_if_asked(0)

    def _keep(self, done: int, sums: list[np.ndarray]) -> None:
        """Write a checkpoint after `done` batches of the epoch, with the sums of its loss."""
        if self.checkpoints is not None:
            variables = [*arrays(self.model, state(self.model)), *sums]
            seconds = self.seconds if done else 0.0
            self.checkpoints.write(Checkpoint(self.rows, variables, done, seconds))
        self.kept = time.monotonic()

    def _asked(self) -> bool:
        return self.request is not None and self.request.signal is not None

    def _end_if_asked(self, done: int) -> None:
        if self._asked():
            place = f", batch {done} of {self.batches.in_epoch}" if done else ""
            raise Stopped(
                f"stopped by {self.request.signal.name} after epoch {len(self.rows)}{place}; run "
                "snakemake again, which goes on from there.",
                self.request.signal,
            )


def state(model: keras.Model) -> list[keras.Variable]:
    """What outlives an epoch: weights, states of dropout, and what the optimizer keeps."""
    return [*model.variables, *model.optimizer.variables]


def arrays(model: keras.Model, variables: Sequence[keras.Variable]) -> list[np.ndarray]:
    """Values of variables, also in the midst of an epoch."""
    if keras.backend.backend() == "jax":
        model.jax_state_sync()  # between two batches it keeps them elsewhere
    return [keras.ops.convert_to_numpy(variable) for variable in variables]


def checkpoints_of(
    path: str | Path,
    store: Store,
    architecture: Architecture,
    settings: Mapping[str, Any],
    seeds: np.random.SeedSequence,
) -> Checkpoints:
    """Checkpoints of the training that `train` does with these arguments.

    What changes the speed alone is left out: a training may go on with more memory or other GPUs.
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
    request: Request | None = None,
) -> Trained:
    """Train on the rows of the store whose split is TRAIN.

    On a CPU, a training that goes on from a checkpoint ends with the weights of one that was never
    stopped. Several GPUs give the weights of one but for rounding, unless the architecture has
    dropout or batch normalisation, which each replica does by itself on TensorFlow.

    Args:
        store: arrays "images" (uint8) and "split".
        architecture: shape of the autoencoder.
        settings: epochs, batch_size, learning_rate, schedule, loss, precision, memory_gb, gpus.
        seeds: of the weights, the order of images and dropout.
        scratch: folder for decoded images that do not fit `memory_gb`.
        checkpoints: where the training is kept after each epoch and every ten minutes, and from
            where it goes on; None for a training that starts anew whenever it is stopped.
        request: looked at after each batch; with a signal in it the training is kept and ends.

    Raises:
        StudyError: the loss is not finite, a split is empty, or there are too few GPUs.
        Stopped: a signal asked for it.
    """
    weights, order = seeds.spawn(2)
    keras.utils.set_random_seed(int(weights.generate_state(1)[0]))
    split = store.read("split")
    rows = {code: np.flatnonzero(split == code) for code in (TRAIN, VALIDATION)}
    if not all(map(len, rows.values())):
        raise StudyError(f"{store.path} has no images for training or none for validation.")
    keras.config.set_dtype_policy(settings["precision"])
    with replicas.on_gpus(settings["gpus"]) as count:
        images = RandomAccess(store, settings["memory_gb"] * 1e9, scratch)
        batches = Batches(images, rows[TRAIN], settings["batch_size"], order, count)
        validation = Batches(images, rows[VALIDATION], settings["batch_size"], None, count)
        logger.info(
            "%d images for training, %d for validation, in %s; backend %s, %s%s",
            *(len(rows[TRAIN]), len(rows[VALIDATION])),
            "memory" if images.memory is not None else "a scratch file",
            *(keras.backend.backend(), settings["precision"]),
            f", {count} replicas" if count > 1 else "",
        )
        model, loss = _compiled(architecture, settings, batches)
        begun = resume(model, loss, checkpoints) if checkpoints is not None else Checkpoint([], [])
        watch = Watch(batches, settings, loss, begun, checkpoints, request)
        _fit(model, batches, validation, watch, begun, settings["epochs"])
        values = model.get_weights()
    # The weights are float32 under every policy: a float32 twin takes them unchanged.
    keras.config.set_dtype_policy("float32")
    encoder, decoder, twin = autoencoder.build(architecture)
    twin.set_weights(values)
    return Trained(encoder, decoder, twin, pd.DataFrame(watch.rows))


def _compiled(
    architecture: Architecture, settings: Mapping[str, Any], batches: Batches
) -> tuple[keras.Model, keras.metrics.Metric]:
    """The model, ready for training, and the metric that its history is taken from."""
    _, _, model = autoencoder.build(architecture)
    schedule = settings["learning_rate"]
    if settings["schedule"] == "cosine":
        steps = settings["epochs"] * batches.in_epoch
        schedule = keras.optimizers.schedules.CosineDecay(schedule, steps)
    metrics = []
    if batches.count > 1:
        metrics = [replicas.MeanOfImages(keras.losses.get(settings["loss"]))]
    model.compile(
        optimizer=keras.optimizers.Adam(schedule),
        loss=settings["loss"],
        weighted_metrics=metrics,
        # XLA compiles convolutions for CPUs to slower code than TensorFlow's own kernels.
        jit_compile=keras.backend.backend() == "jax",
    )
    model.optimizer.build(model.trainable_variables)
    return model, metrics[0] if metrics else model.metrics[0]


def resume(model: keras.Model, loss: keras.metrics.Metric, checkpoints: Checkpoints) -> Checkpoint:
    """Give a compiled model and its loss the state of their last checkpoint, if there is one.

    Returns:
        The checkpoint; one without variables where the training starts.
    """
    variables = [*state(model), *loss.variables]
    like = [
        (tuple(variable.shape), keras.backend.standardize_dtype(variable.dtype))
        for variable in variables
    ]
    found = checkpoints.read(like)
    if found is None:
        return Checkpoint([], [])
    for variable, value in zip(variables, found.variables, strict=True):
        variable.assign(value)
    return found


def _fit(
    model: keras.Model,
    batches: Batches,
    validation: Batches,
    watch: Watch,
    begun: Checkpoint,
    epochs: int,
) -> None:
    """Train up to `epochs` epochs: the rest of one that has begun, then whole ones."""

    def fit(until: int) -> None:
        model.fit(
            batches,
            initial_epoch=len(watch.rows),
            epochs=until,
            validation_data=validation,
            callbacks=[watch],
            shuffle=False,
            verbose=0,
        )

    whole = len(begun.history)
    if begun.batches:
        logger.info(
            "resuming after batch %d of %d in epoch %d of %d",
            *(begun.batches, batches.in_epoch, whole + 1, epochs),
        )
        batches.first = begun.batches
        if len(batches):
            fit(whole + 1)
        else:
            loss = float(watch.loss.result())
            logs = model.evaluate(validation, callbacks=[watch], verbose=0, return_dict=True)
            name = watch.loss.name
            watch.on_epoch_end(whole, {name: loss, f"val_{name}": logs[name]})
        batches.first = 0
    elif whole:
        logger.info("resuming after epoch %d of %d", whole, epochs)
    fit(epochs)


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
