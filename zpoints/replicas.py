"""One training on several GPUs: each batch is shared between replicas of the model."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
import numpy as np

from zpoints.errors import StudyError
from zpoints.logs import logger


@contextmanager
def on_gpus(gpus: int) -> Iterator[int]:
    """Build and train models inside the block on some GPUs; yields the number of replicas.

    One GPU and none are Keras's own business: nothing is shared then. Several are TensorFlow's
    MirroredStrategy or, on JAX, Keras's DataParallel. Where a machine has no GPU, its CPU devices
    count as GPUs, of which it has one unless TensorFlow or JAX are told otherwise.

    Raises:
        StudyError: there are fewer devices than `gpus`, if it is more than one.
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


def even(rows: np.ndarray, replicas: int) -> tuple[np.ndarray, np.ndarray]:
    """Fill up the rows of a batch so that every replica gets equally many.

    Replicas take the mean of their shares, so shares of unequal size would weigh some images more.

    Returns:
        rows: some of them twice, so that `replicas` divides their number.
        weights: float32 (rows, 1, 1); 0 for those that fill up, the others so that the weighted
            mean over all is the mean over the rows given.
    """
    size = -(-len(rows) // replicas) * replicas
    weights = np.zeros((size, 1, 1), np.float32)
    weights[: len(rows)] = size / len(rows)
    return np.resize(rows, size), weights


class MeanOfImages(keras.metrics.MeanMetricWrapper):
    """Mean loss of all images but those that fill up batches, which Keras's own mean counts."""

    def __init__(self, loss: Callable) -> None:
        super().__init__(loss, name="mean_of_images")

    def update_state(self, y_true: object, y_pred: object, sample_weight: object = None) -> None:
        """Add a batch with the weights of `even`."""
        super().update_state(y_true, y_pred, keras.ops.cast(sample_weight > 0, "float32"))
