"""Images of a store in batches, in a new random order each epoch."""

import math
import os
import tempfile
from pathlib import Path

import keras
import numpy as np

from zpoints.models import replicas
from zpoints.models.inference import to_float
from zpoints.stores.reader import Store


class RandomAccess:
    """Images of a store in any order, in memory or in a scratch file.

    A store is read in whole chunks, each compared with its checksum. One copy of it lets every
    epoch go through all images in a random order; with a scratch file only the images of one batch
    are in memory.
    """

    def __init__(self, store: Store, memory_bytes: float, scratch: str | Path | None) -> None:
        """Copy the images of the store.

        Args:
            store: with the uint8 array "images".
            memory_bytes: images that take more than this go to the scratch file.
            scratch: folder of the scratch file; None for the system's.
        """
        self.shape = store.row_shape("images")
        self.row_bytes = math.prod(self.shape)
        self.memory: np.ndarray | None = None
        if store.rows * self.row_bytes <= memory_bytes:
            self.memory = np.empty((store.rows, *self.shape), np.uint8)
            for start, block in store.blocks("images"):
                self.memory[start : start + len(block)] = block
        else:
            # It has no name in the file system, so it is gone when the process ends or is killed.
            self.file = tempfile.TemporaryFile(dir=scratch, buffering=0)  # noqa: SIM115
            for _, block in store.blocks("images"):
                for image in block:  # one by one: a raw write may stop after 2 GiB
                    self._check_transfer(self.file.write(np.ascontiguousarray(image).data))

    def take(self, rows: np.ndarray) -> np.ndarray:
        """Images of the row numbers (n,), uint8 (n, size, size, channels)."""
        if self.memory is not None:
            return self.memory[rows]
        images = np.empty((len(rows), *self.shape), np.uint8)
        for image, row in zip(images, rows, strict=True):
            # Threads of two Keras iterators may read at once, so none may move the file's position.
            offset = int(row) * self.row_bytes
            self._check_transfer(os.preadv(self.file.fileno(), [image.data], offset))
        return images

    def _check_transfer(self, transferred: int) -> None:
        if transferred != self.row_bytes:
            raise OSError(f"the scratch file took {transferred} of {self.row_bytes} bytes")


class Batches(keras.utils.PyDataset):
    """Batches (images, images) of some rows, in a new random order each epoch.

    With several replicas a batch is (images, images, weights), see `replicas.fill_up`. `first` is
    the number of the batch that the epoch begins with: more than 0 where a part was done before.
    """

    def __init__(
        self,
        images: RandomAccess,
        rows: np.ndarray,
        batch_size: int,
        seeds: np.random.SeedSequence | None,
        count: int = 1,
    ) -> None:
        """Prepare epoch 0.

        Args:
            images: to take from.
            rows: row numbers (n,) of the images that an epoch goes through.
            batch_size: images in a batch; the last of an epoch may have fewer.
            seeds: of the orders; with None every epoch has the order of `rows`.
            count: number of replicas.
        """
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
            rows, row_weights = replicas.fill_up(rows, self.count)
            weights = [row_weights]
        batch = to_float(self.images.take(rows))
        # Not the same array twice: TensorFlow would use its memory for both tensors, and may write
        # the differences of images and reconstructions over the images.
        return batch, batch.copy(), *weights
