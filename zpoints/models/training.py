"""Train an autoencoder on an image store."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import keras
import numpy as np
import pandas as pd

from zpoints import devices
from zpoints.dataset.splits import TRAIN, VALIDATION
from zpoints.errors import StudyError
from zpoints.logs import logger
from zpoints.models import autoencoder, replicas
from zpoints.models.adam import Adam
from zpoints.models.architecture import Architecture
from zpoints.models.batches import Batches
from zpoints.models.checkpoints import Checkpoint, Checkpoints
from zpoints.models.feed import Feed
from zpoints.models.scratch import ScratchFile
from zpoints.models.transposed import Conv2DTranspose
from zpoints.models.watch import Watch, state
from zpoints.signals import Request
from zpoints.stores.reader import Store

# Batches that a GPU computes between two looks of the host: one takes it a few milliseconds only.
BATCHES_ON_GPU = 64
Rate: TypeAlias = float | keras.optimizers.schedules.LearningRateSchedule


@dataclass(frozen=True)
class Trained:
    """A trained autoencoder in float32, and its history.

    The history has the columns epoch, loss, val_loss and images_per_second and a row for each
    epoch.
    """

    encoder: keras.Model
    decoder: keras.Model
    autoencoder: keras.Model
    history: pd.DataFrame


def checkpoints_of(
    path: str | Path,
    store: Store,
    architecture: Architecture,
    seeds: np.random.SeedSequence,
    **settings: Any,
) -> Checkpoints:
    """Checkpoints of the training that `train` does with the same arguments.

    Args:
        path: of the file.
        store: images and split.
        architecture: shape of the autoencoder.
        seeds: of the training.
        settings: all settings that the weights depend on (JSON types). What changes the speed alone
            is left out: a training may go on with more memory or other GPUs.
    """
    return Checkpoints(
        path,
        {
            "images": store.digest("images"),
            "split": store.digest("split"),
            "architecture": asdict(architecture),
            "settings": settings,
            "seeds": [str(seeds.entropy), *map(str, seeds.spawn_key)],
            "software": ["keras", keras.__version__, keras.backend.backend()],
        },
    )


def train(
    store: Store,
    architecture: Architecture,
    seeds: np.random.SeedSequence,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    schedule: str,
    loss: str,
    precision: str,
    augment: Mapping[str, bool],
    memory_gb: float,
    gpus: int,
    scratch: str | Path | None = None,
    checkpoints: Checkpoints | None = None,
    request: Request | None = None,
    batches_at_once: int | None = None,
) -> Trained:
    """Train on the rows of the store whose split is TRAIN.

    On a CPU, a training that goes on from a checkpoint ends with the weights of one that was never
    stopped. Several GPUs give the weights of one but for rounding, unless the architecture has
    dropout or batch normalisation, which each replica does by itself on TensorFlow.

    Args:
        store: arrays "images" (uint8) and "split".
        architecture: shape of the autoencoder.
        seeds: of the weights, the order and mirroring of images, and dropout.
        epochs: number of times that every image is seen.
        batch_size: images in one step of the optimizer, shared between all GPUs.
        learning_rate: of Adam, at the start.
        schedule: "constant", or "cosine" for a learning rate that falls to 0.
        loss: name that Keras has for it, e.g. "mse".
        precision: Keras's dtype policy, e.g. "float32" or "mixed_float16".
        augment: "flip": whether images are mirrored at random.
        memory_gb: images that take up to this many gigabytes are held where the training computes,
            if they take no more than half of a GPU's memory; others go to a scratch file.
        gpus: number of GPUs.
        scratch: folder of the scratch file; None for the system's.
        checkpoints: where the training is kept after each epoch and every ten minutes, and where it
            goes on from; with None it starts anew each time.
        request: looked at after each batch, on a GPU after several; a signal in it ends the
            training with a checkpoint.
        batches_at_once: batches between two looks at request and loss; None for what the device
            suits.

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
    keras.config.set_dtype_policy(precision)
    with replicas.on_gpus(gpus) as count:
        held = _fits(store, memory_gb * 1e9, gpus)
        scratch_file = None if held else ScratchFile(store, scratch)
        batches = Batches(
            rows[TRAIN], batch_size, order, scratch=scratch_file, flip=augment["flip"], count=count
        )
        validation = Batches(rows[VALIDATION], batch_size, None, scratch=scratch_file, count=count)
        logger.info(
            "%d images for training, %d for validation, in %s; backend %s, %s%s",
            len(rows[TRAIN]),
            len(rows[VALIDATION]),
            "memory" if held else "a scratch file",
            keras.backend.backend(),
            precision,
            f", {count} replicas" if count > 1 else "",
        )
        rate: Rate = learning_rate
        if schedule == "cosine":
            steps = epochs * batches.in_epoch
            rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
        model, metric = _compile(
            architecture,
            store if held else None,
            loss,
            rate,
            count,
            batches_at_once or (BATCHES_ON_GPU if replicas.is_gpu() else 1),
        )
        start = _resume(model, metric, checkpoints)
        watch = Watch(batches, epochs, learning_rate, metric, start, checkpoints, request)
        _fit(model, batches, validation, watch, start, epochs)
        values = model.autoencoder.get_weights()
    # The weights are float32 under every policy, so a float32 twin takes them unchanged.
    keras.config.set_dtype_policy("float32")
    encoder, decoder, twin = autoencoder.build(architecture)
    twin.set_weights(values)
    return Trained(encoder, decoder, twin, pd.DataFrame(watch.rows))


def _fits(store: Store, memory_bytes: float, gpus: int) -> bool:
    """Whether all images can be held by each device that trains."""
    size = store.rows * math.prod(store.row_shape("images"))
    of_gpus = devices.memory_bytes() if gpus else None
    # The other half of a GPU's memory is for the model and its batches.
    return size <= memory_bytes and (of_gpus is None or size <= of_gpus / 2)


def _compile(
    architecture: Architecture,
    store: Store | None,
    loss: str,
    rate: Rate,
    count: int,
    batches_at_once: int,
) -> tuple[Feed, keras.metrics.Metric]:
    """The model, ready for training by `count` replicas, and the metric for its history."""
    _, _, model = autoencoder.build(architecture, Conv2DTranspose)
    feed = Feed(model, store)
    optimizer = Adam(rate) if count == 1 else keras.optimizers.Adam(rate)
    metrics = [replicas.MeanOfImages(keras.losses.get(loss))] if count > 1 else []
    feed.compile(
        optimizer=optimizer,
        loss=loss,
        weighted_metrics=metrics,
        # XLA compiles convolutions for CPUs to slower code than TensorFlow's own kernels.
        jit_compile=keras.backend.backend() == "jax",
        steps_per_execution=batches_at_once,
    )
    feed.optimizer.build(feed.trainable_variables)
    return feed, metrics[0] if metrics else feed.metrics[0]


def _resume(
    model: keras.Model, loss: keras.metrics.Metric, checkpoints: Checkpoints | None
) -> Checkpoint:
    """Give a compiled model and its loss the state of their last checkpoint, if there is one.

    Returns:
        The checkpoint; one without variables where the training starts.
    """
    if checkpoints is None:
        return Checkpoint([], [])
    variables = [*state(model), *loss.variables]
    checkpoint = checkpoints.read(
        [
            (tuple(variable.shape), keras.backend.standardize_dtype(variable.dtype))
            for variable in variables
        ]
    )
    if checkpoint is None:
        return Checkpoint([], [])
    for variable, value in zip(variables, checkpoint.variables, strict=True):
        variable.assign(value)
    return checkpoint


def _fit(
    model: keras.Model,
    batches: Batches,
    validation: Batches,
    watch: Watch,
    start: Checkpoint,
    epochs: int,
) -> None:
    """Train up to `epochs` epochs: first the rest of one of which a part was done, if any."""

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

    whole = len(start.history)
    if start.batches:
        logger.info(
            "resuming after batch %d of %d in epoch %d of %d",
            start.batches,
            batches.in_epoch,
            whole + 1,
            epochs,
        )
        batches.first = start.batches
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
