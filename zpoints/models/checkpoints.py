"""Checkpoints of a training: everything that the next batch depends on, in one file."""

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

    history has one row for each whole epoch; variables are the values of the model's, the
    optimizer's and the loss's variables, in this order; batches and seconds are those of the epoch
    that is not whole. A training that has not started has no variables.
    """

    history: list[dict[str, float]]
    variables: list[np.ndarray]
    batches: int = 0
    seconds: float = 0.0


class Checkpoints:
    """The last checkpoint of one training, in one file without pickles, whole or absent.

    The file carries a digest of everything that the training depends on, so that the checkpoint of
    another training at the same path is not used.
    """

    def __init__(self, path: str | Path, basis: Mapping[str, Any]) -> None:
        """Name the file; `basis` (JSON types) is everything that the training depends on."""
        self.path = Path(path)
        text = json.dumps(basis, sort_keys=True)
        self.training = hashlib.sha256(text.encode()).hexdigest()

    def write(self, checkpoint: Checkpoint) -> None:
        """Put a checkpoint in the place of the last one as soon as it is on the disk.

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
        arrays: dict[str, Any] = {
            f"variable_{k}": array for k, array in enumerate(checkpoint.variables)
        }
        with files.replacing(self.path) as temporary, temporary.open("wb") as file:
            np.savez(file, head=np.array(head), **arrays)
            file.flush()
            os.fsync(file.fileno())

    def read(self, variables: Sequence[tuple[tuple[int, ...], str]]) -> Checkpoint | None:
        """The last checkpoint; None if there is none that can be used, and the log says why.

        Args:
            variables: shape and dtype of every variable that the checkpoint must hold.
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
                values = [saved[f"variable_{k}"] for k in range(len(saved.files) - 1)]
                checkpoint = Checkpoint(head["history"], values, head["batches"], head["seconds"])
        except FileNotFoundError:
            return None
        # A file that is cut or changed fails in the archive, in an array's head or in the JSON,
        # and each raises other kinds.
        except Exception as error:
            logger.warning("%s is damaged (%s) and is not used", self.path, error)
            return None
        if [(value.shape, str(value.dtype)) for value in values] != list(variables):
            logger.warning("%s holds other variables than the model and is not used", self.path)
            return None
        return checkpoint

    def remove(self) -> None:
        """Delete the file: the training is saved."""
        self.path.unlink(missing_ok=True)
