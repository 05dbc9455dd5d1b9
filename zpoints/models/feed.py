"""From bytes to batches of an autoencoder, on the device that trains it."""

import math
import mmap
from typing import Any

import keras
import numpy as np
from keras import ops

from zpoints.stores.reader import Store


class Feed(keras.Model):
    """An autoencoder that is fed with row numbers or with bytes.

    Images are gathered, made numbers in [0, 1] and mirrored where the model computes, so that the
    host handles no pixels, or bytes only. Its inputs are those of `zpoints.models.batches.Batches`,
    its outputs the images and the reconstructions, each float32 (n, pixels); the loss is between
    the two.
    """

    def __init__(self, autoencoder: keras.Model, store: Store | None) -> None:
        """Feed an autoencoder.

        Args:
            autoencoder: images float32 (n, size, size, channels) to reconstructions.
            store: with the array "images", which every device is to hold; None where batches bring
                their pixels.
        """
        super().__init__(name="feed", dtype="float32")
        self.autoencoder = autoencoder
        self.images = None
        if store is not None:
            self.images = self.add_weight(
                shape=(store.rows, *store.row_shape("images")),
                dtype="uint8",
                initializer=lambda shape, dtype: load(store),
                trainable=False,
                name="images",
            )

    def call(self, inputs: dict[str, Any], training: bool = False) -> tuple[Any, Any]:
        """Images and reconstructions of a batch."""
        if self.images is None:
            pixels = inputs["pixels"]
        else:
            # Keras builds a model on several GPUs by calling it with float32 in place of int64.
            rows = ops.cast(inputs["rows"], "int32")
            pixels = ops.take(self.images, rows, axis=0)
        images = ops.cast(pixels, "float32") / 255
        if "mirrored" in inputs:
            mirrored = ops.reshape(inputs["mirrored"], (-1, 1, 1, 1))
            images = ops.where(mirrored == 1, ops.flip(images, axis=2), images)
        decoded = self.autoencoder(images, training=training)
        # The mean over all pixels of an image is faster than one over channels and then the rest.
        shape = (-1, math.prod(images.shape[1:]))
        return ops.reshape(images, shape), ops.reshape(decoded, shape)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Loss between the two outputs."""
        images, decoded = y_pred
        return super().compute_loss(x, images, decoded, sample_weight, training)

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict:
        """Update metrics with the two outputs."""
        images, decoded = y_pred
        return super().compute_metrics(x, images, decoded, sample_weight)


def load(store: Store) -> Any:
    """All images of a store as one tensor of Keras's backend, uint8 (n, size, size, channels)."""
    shape = store.rows, *store.row_shape("images")
    # Whole pages of memory: TensorFlow needs its tensors to begin at multiples of 64 bytes.
    images = np.frombuffer(mmap.mmap(-1, math.prod(shape)), np.uint8).reshape(shape)
    for start, block in store.blocks("images"):
        images[start : start + len(block)] = block
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        # Without the copies that `convert_to_tensor` makes of it: on a CPU, the variable is this
        # memory itself.
        return tensorflow.experimental.dlpack.from_dlpack(images.__dlpack__())
    return ops.convert_to_tensor(images)
