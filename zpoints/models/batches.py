"""Batches of a training: which images, in a new random order each epoch, and which are mirrored."""

import math

import keras
import numpy as np

from zpoints.models import replicas
from zpoints.models.scratch import ScratchFile

# Threads that make batches while the device computes, and batches that they are ahead.
READERS = 2
AHEAD = 8


class Batches(keras.utils.PyDataset):
    """Batches of some rows, in a new random order each epoch, for a `zpoints.models.feed.Feed`.

    A batch is (inputs,), or (inputs, places, weights) with several replicas, see
    `replicas.fill_up`. Its inputs are "rows", the numbers (n,) of images that the feed holds, or
    else "pixels", uint8 (n, size, size, channels), which threads read ahead; and "mirrored", (n,),
    if images are mirrored at random. `first` is the number of the batch that the epoch begins with:
    more than 0 where a part was done before.
    """

    def __init__(
        self,
        rows: np.ndarray,
        batch_size: int,
        seeds: np.random.SeedSequence | None,
        *,
        scratch: ScratchFile | None = None,
        flip: bool = False,
        count: int = 1,
    ) -> None:
        """Prepare epoch 0.

        Args:
            rows: row numbers (n,) of the images that an epoch goes through.
            batch_size: images in a batch; the last of an epoch may have fewer.
            seeds: of orders and mirroring; with None every epoch has the order of `rows`.
            scratch: file to take pixels from; None for batches of row numbers.
            flip: whether each image is mirrored with probability 1/2, anew each epoch.
            count: number of replicas.
        """
        # Row numbers are at hand without threads of ours; but with TensorFlow, Keras would leave
        # them to tf.data then, whose own threads take time from a training on a CPU.
        alone = scratch is None and keras.backend.backend() != "tensorflow"
        super().__init__(workers=1 if alone else READERS, max_queue_size=AHEAD)
        self.rows = rows
        self.batch_size = batch_size
        self.seeds = seeds
        self.scratch = scratch
        self.flip = flip
        self.count = count
        self.in_epoch = math.ceil(len(rows) / batch_size)
        self.first = 0
        self.start_epoch(0)

    def start_epoch(self, epoch: int) -> None:
        """Draw order and mirroring of an epoch; they depend on the seed and the epoch only."""
        self.order = self.rows
        self.mirrored = np.zeros(len(self.rows), np.uint8)
        if self.seeds is not None:
            key = (*self.seeds.spawn_key, epoch)
            random = np.random.default_rng(
                np.random.SeedSequence(self.seeds.entropy, spawn_key=key)
            )
            self.order = random.permutation(self.rows)
            # Not bool: MirroredStrategy adds up inputs, which TensorFlow cannot do with bool.
            self.mirrored = random.integers(0, 2, len(self.rows), np.uint8)

    def __len__(self) -> int:
        return self.in_epoch - self.first

    def __getitem__(self, number: int) -> tuple:
        start = (self.first + number) * self.batch_size
        places = np.arange(start, min(start + self.batch_size, len(self.rows)))
        beside: tuple = ()
        if self.count > 1:
            places, weights = replicas.fill_up(places, self.count)
            beside = (places, weights)
        rows = self.order[places]
        inputs = {"pixels": self.scratch.take(rows)} if self.scratch else {"rows": rows}
        if self.flip:
            inputs["mirrored"] = self.mirrored[places]
        return inputs, *beside
