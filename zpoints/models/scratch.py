"""Images of a store in any order, from a scratch file: for sets that do not fit into memory."""

import math
import os
import tempfile
from pathlib import Path

import numpy as np

from zpoints.stores.reader import Store


class ScratchFile:
    """A copy of a store's images on disk, from which any image is read at once.

    A store is read in whole chunks, each compared with its checksum. The copy lets every epoch go
    through all images in a random order with only those of the batches in work in memory. It has no
    name in the file system, so it is gone when the process ends or is killed.
    """

    def __init__(self, store: Store, folder: str | Path | None) -> None:
        """Copy the images of a store.

        Args:
            store: with the uint8 array "images".
            folder: of the scratch file; None for the system's.
        """
        self.shape = store.row_shape("images")
        self.row_bytes = math.prod(self.shape)
        self.file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        for _, block in store.blocks("images"):
            for image in block:  # one by one: a raw write may stop after 2 GiB
                self._check_transfer(self.file.write(np.ascontiguousarray(image).data))

    def take(self, rows: np.ndarray) -> np.ndarray:
        """Images of the row numbers (n,), uint8 (n, size, size, channels)."""
        images = np.empty((len(rows), *self.shape), np.uint8)
        for image, row in zip(images, rows, strict=True):
            # Several threads read at once, so none may move the file's position.
            offset = int(row) * self.row_bytes
            self._check_transfer(os.preadv(self.file.fileno(), [image.data], offset))
        return images

    def _check_transfer(self, transferred: int) -> None:
        if transferred != self.row_bytes:
            raise OSError(f"the scratch file took {transferred} of {self.row_bytes} bytes")
