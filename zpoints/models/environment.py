"""Environment of Keras, which reads it on import: backend, threads and GPUs."""

import os

from zpoints import devices
from zpoints.errors import StudyError


def prepare_training(threads: int, gpus: int) -> None:
    """Tell every Keras backend how many threads it has, and which GPUs it may see.

    Args:
        threads: of one operation; TensorFlow splits sums among them, so their number, and not that
            of the cores, decides the last digits of the weights.
        gpus: number of GPUs; waits until they are free. With 0 all are hidden.

    Raises:
        StudyError: there are fewer GPUs.
    """
    _set_backend()
    os.environ["TF_NUM_INTRAOP_THREADS"] = str(threads)
    os.environ["TF_NUM_INTEROP_THREADS"] = "2"
    # Take GPU memory as it is needed, and leave the rest to other jobs.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if gpus == 0:
        os.environ[devices.VISIBLE] = "-1"
    devices.claim(gpus)


def prepare_conversion() -> None:
    """Hide all GPUs: models are converted on the CPU."""
    _set_backend()
    os.environ[devices.VISIBLE] = "-1"


def check_granted(gpus: int, wanted: int) -> None:
    """Refuse a part of the GPUs; a training that gets none at all runs on the CPU.

    Raises:
        StudyError: Snakemake grants some of the GPUs, but fewer than `wanted`.
    """
    if 0 < gpus < wanted:
        raise StudyError(
            f"training.gpus is {wanted}, but Snakemake may use {gpus} in all; say "
            f"--resources gpu={wanted}, or more where trainings run side by side, or name a "
            "profile that does (docs/gpus.md)."
        )


def _set_backend() -> None:
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
