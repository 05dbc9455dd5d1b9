"""One training on several GPUs: each batch is shared between replicas of the model."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from zpoints.errors import StudyError
from zpoints.logs import logger


@contextmanager
def on_gpus(gpus: int) -> Iterator[int]:
    """Build and train models inside the block on some GPUs; yields the number of replicas.

    With one GPU or none, nothing is shared, and Keras chooses the device itself. Several GPUs are
    used through MirroredStrategy on TensorFlow and through Keras's DataParallel on JAX. On a
    machine without a GPU its CPU devices count as GPUs; there is one unless TensorFlow or JAX is
    told otherwise.

    Args:
        gpus: number of GPUs that the job was given.

    Raises:
        StudyError: `gpus` is more than one and there are fewer devices, or the backend of Keras
            cannot share a training.
    """
    devices = keras.distribution.list_devices() if gpus else []
    if gpus == 1 and devices[0].startswith("cpu"):
        logger.warning("training.gpus is 1, but no GPU is visible: training on the CPU")
    if gpus <= 1:
        yield 1
        return
    backend = keras.backend.backend()
    if len(devices) < gpus:
        raise StudyError(
            f"training.gpus is {gpus}, but {backend} sees {len(devices)} "
            f"({', '.join(devices)}); lower training.gpus, or see to it that the job is given that "
            "many GPUs and that the driver and the GPU packages are installed."
        )
    if backend == "tensorflow":
        import tensorflow

        scope = tensorflow.distribute.MirroredStrategy(devices[:gpus]).scope()
    elif backend == "jax":
        scope = keras.distribution.DataParallel(
            devices=devices[:gpus], auto_shard_dataset=False
        ).scope()
    else:
        raise StudyError(
            f"training.gpus is {gpus}, but Keras shares a training between GPUs with TensorFlow "
            f"and JAX only, not with {backend}; set it to 1, or unset KERAS_BACKEND."
        )
    with scope:
        yield gpus


def is_gpu() -> bool:
    """Whether models are trained on a GPU."""
    return not keras.distribution.list_devices()[0].startswith("cpu")


def fill_up(rows: np.ndarray, replicas: int) -> tuple[np.ndarray, np.ndarray]:
    """Fill up a batch so that every replica gets the same number of rows.

    Replicas take the mean of their shares, so shares of unequal size would weigh some images more.

    Args:
        rows: row numbers (n,) of a batch.
        replicas: number of replicas.

    Returns:
        rows: row numbers (m,), some of them twice, so that `replicas` divides m.
        weights: float32 (m,): 0 for rows that fill up and m / n for the others, so that the
            weighted mean over all rows is the mean over the rows given.
    """
    size = -(-len(rows) // replicas) * replicas
    weights = np.zeros(size, np.float32)
    weights[: len(rows)] = size / len(rows)
    return np.resize(rows, size), weights


class MeanOfImages(keras.metrics.MeanMetricWrapper):
    """Mean loss of all images without those that fill up batches, which Keras's mean includes."""

    def __init__(self, loss: Callable) -> None:
        """Average a loss of Keras."""
        super().__init__(loss, name="mean_of_images")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch with the weights of `fill_up`."""
        super().update_state(y_true, y_pred, keras.ops.cast(sample_weight > 0, "float32"))
