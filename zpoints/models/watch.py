"""What happens beside a training: progress, history, checkpoints, and an early end."""

import math
import time
from collections.abc import Sequence

import keras
import numpy as np

from zpoints.errors import Stopped, StudyError
from zpoints.logs import Progress, logger
from zpoints.models.batches import Batches
from zpoints.models.checkpoints import Checkpoint, Checkpoints
from zpoints.signals import Request

# At most this many seconds of an epoch are lost when a machine fails.
SECONDS_BETWEEN_CHECKPOINTS = 600.0


class Watch(keras.callbacks.Callback):
    """Progress, history, epoch order, checkpoints, and an early end by a signal or a bad loss."""

    def __init__(
        self,
        batches: Batches,
        epochs: int,
        learning_rate: float,
        loss: keras.metrics.Metric,
        start: Checkpoint,
        checkpoints: Checkpoints | None,
        request: Request | None,
    ) -> None:
        """Watch a training.

        Args:
            batches: of the training.
            epochs: all that the training has, those before `start` too.
            learning_rate: named in a message.
            loss: metric of the compiled model that the history is taken from.
            start: where the training goes on from.
            checkpoints: where it is kept; None if it is not.
            request: looked at after each batch, or after the batches that are computed at once; a
                signal in it ends the training.
        """
        super().__init__()
        self.batches = batches
        self.learning_rate = learning_rate
        self.loss = loss
        self.rows = start.history
        self.seconds = start.seconds
        self.sums = start.variables[len(start.variables) - len(loss.variables) :]
        self.checkpoints = checkpoints
        self.request = request
        self.last_kept = time.monotonic()
        images = (epochs - len(self.rows)) * len(batches.rows)
        self.progress = Progress(images - start.batches * batches.batch_size, "images")
        self.note = ""

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Draw the order of the epoch and start its clock; a part of an epoch keeps its sums."""
        self.batches.start_epoch(epoch)
        if self.batches.first:
            for variable, value in zip(self.loss.variables, self.sums, strict=True):
                variable.assign(value)
        else:
            self.seconds = 0.0
        self.seen = self.batches.first * self.batches.batch_size
        self.started = time.monotonic() - self.seconds

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        """Refuse a loss that is not finite, report progress, and write a checkpoint if due."""
        loss = logs[self.loss.name]
        # Keras counts on beyond the end where an execution had fewer batches than the others.
        done = min(self.batches.first + batch + 1, self.batches.in_epoch)
        if not math.isfinite(loss):
            raise StudyError(
                f"the loss became {loss} in epoch {len(self.rows) + 1}, batch {done}; lower "
                f"training.learning_rate (now {self.learning_rate:g}) or set training.precision "
                "to float32."
            )
        seen = min(self.batches.batch_size * done, len(self.batches.rows))
        self.seconds = time.monotonic() - self.started
        self.progress.update(
            seen - self.seen, f"epoch {len(self.rows) + 1}, loss {loss:.5f}{self.note}"
        )
        self.seen = seen
        if done == self.batches.in_epoch:
            # Validation uses the same metric, so the sums would be lost.
            self.sums = arrays(self.model, self.loss.variables)
        due = time.monotonic() - self.last_kept > SECONDS_BETWEEN_CHECKPOINTS
        if self._is_asked_to_end() or due:
            self._keep(done, arrays(self.model, self.loss.variables))
            self._end_if_asked(done)

    def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """End during validation if asked to; the whole validation is done again later."""
        if self._is_asked_to_end():
            self._keep(self.batches.in_epoch, self.sums)
            self._end_if_asked(self.batches.in_epoch)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Add the epoch to the history, with its speed without validation; write a checkpoint."""
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
        """Write a checkpoint after `done` batches of an epoch, with the sums of its loss."""
        if self.checkpoints is not None:
            variables = [*arrays(self.model, state(self.model)), *sums]
            seconds = self.seconds if done else 0.0
            self.checkpoints.write(Checkpoint(self.rows, variables, done, seconds))
        self.last_kept = time.monotonic()

    def _is_asked_to_end(self) -> bool:
        return self.request is not None and self.request.signal is not None

    def _end_if_asked(self, done: int) -> None:
        if self.request is not None and self.request.signal is not None:
            place = f", batch {done} of {self.batches.in_epoch}" if done else ""
            raise Stopped(
                f"stopped by {self.request.signal.name} after epoch {len(self.rows)}{place}; run "
                "snakemake again, which goes on from there.",
                self.request.signal,
            )


def state(model: keras.Model) -> list[keras.Variable]:
    """Variables that outlive an epoch: weights, states of dropout, and those of the optimizer."""
    return [*model.autoencoder.variables, *model.optimizer.variables]


def arrays(model: keras.Model, variables: Sequence[keras.Variable]) -> list[np.ndarray]:
    """Values of variables of a model, between two batches too."""
    if keras.backend.backend() == "jax":
        model.jax_state_sync()  # during an epoch the values are kept elsewhere
    return [keras.ops.convert_to_numpy(variable) for variable in variables]
