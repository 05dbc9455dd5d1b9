"""Checkpoints of a training: all that the next batch depends on, written whole or not at all."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zpoints import files
from zpoints.logs import logger

# Counts up whenever the variables or the head of a file change.
FORMAT = 2


@dataclass(frozen=True)
class Checkpoint:
    """A training after some epochs and some batches of the next one.

    history holds one row for each whole epoch; variables are those of the model, the optimizer and
    the loss, in their order; batches and seconds are those of the epoch that is not whole.
    """

    history: list[dict[str, float]]
    variables: list[np.ndarray]
    batches: int = 0
    seconds: float = 0.0


class Checkpoints:
    """The last checkpoint of one training, in one file without pickles.

    The file carries a digest of all that the training depends on, so that the checkpoint of another
    training, which happens to lie there, is not taken for one's own.
    """

    def __init__(self, path: str | Path, settings: Mapping[str, Any]) -> None:
        """Name the file; `settings` (JSON types) are all that the training depends on."""
        self.path = Path(path)
        text = json.dumps(settings, sort_keys=True)
        self.training = hashlib.sha256(text.encode()).hexdigest()

    def write(self, checkpoint: Checkpoint) -> None:
        """Put a checkpoint in the place of the last one, once it is on the disk.

        Raises:
            OSError: the disk is full or cannot be written.
        """
        head = json.dumps(
            {
                "format": FORMAT,
                "training": self.training,
                "history": checkpoint.history,
                "batches": checkpoint.batches,
                "seconds": checkpoint.seconds,
            }
        )
        arrays = {f"variable_{k}": array for k, array in enumerate(checkpoint.variables)}
        with files.replacing(self.path) as temporary, temporary.open("wb") as file:
            np.savez(file, head=np.array(head), **arrays)
            file.flush()
            os.fsync(file.fileno())

    def read(self, like: Sequence[tuple[tuple[int, ...], str]]) -> Checkpoint | None:
        """The last checkpoint, or None where there is none that can be used; the log says why.

        Args:
            like: shape and dtype of every variable.
        """
        try:
            with np.load(self.path, allow_pickle=False) as saved:
                head = json.loads(str(saved["head"]))
                if head.get("format") != FORMAT:
                    logger.warning(
                        "%s was written by another version of zpoints and is not used", self.path
                    )
                    return None
                if head["training"] != self.training:
                    logger.warning(
                        "%s is the checkpoint of a training with other settings, images or "
                        "software and is not used",
                        self.path,
                    )
                    return None
                variables = [saved[f"variable_{k}"] for k in range(len(saved.files) - 1)]
                found = Checkpoint(head["history"], variables, head["batches"], head["seconds"])
        except FileNotFoundError:
            return None
        # A file that is cut or changed fails in the archive, an array's head or the JSON, each
        # with kinds of its own.
        except Exception as error:
            logger.warning("%s is damaged (%s) and is not used", self.path, error)
            return None
        if [(array.shape, str(array.dtype)) for array in variables] != list(like):
            logger.warning("%s holds other variables than the model and is not used", self.path)
            return None
        return found

    def remove(self) -> None:
        """Delete the file: the training is saved."""
        self.path.unlink(missing_ok=True)
