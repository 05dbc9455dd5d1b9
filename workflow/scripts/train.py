"""Train one autoencoder and export its encoder and decoder."""

import os
from pathlib import Path

from zpoints import architecture, devices, files, seeding, signals, stores
from zpoints.errors import StudyError
from zpoints.logs import job


def train(
    images: str,
    paths: dict[str, Path],
    history: str,
    case: dict,
    seed: list,
    memory_gb: float,
    gpus: int,
    scratch: str,
) -> None:
    """Train, or go on training; check the exported models against Keras; write them."""
    # Keras reads the environment on import, so `prepare_environment` must come first.
    from zpoints import training

    store = stores.open_store(images)
    size, _, channels = store.row_shape("images")
    arguments = (
        store,
        architecture.from_config(case, size, channels),
        {**case["training"], "memory_gb": memory_gb, "gpus": gpus},
        seeding.sequence(*seed),
    )
    # Beside the models but not declared: Snakemake deletes the outputs of a job that is stopped.
    checkpoints = training.checkpoints_of(
        paths["autoencoder"].with_name("checkpoint.npz"), *arguments
    )
    with signals.noted() as request:
        trained = training.train(*arguments, scratch, checkpoints, request)
    training.save(trained, store.read("images", 0, training.CHECKED_IMAGES), paths)
    files.write_table(history, trained.history)
    checkpoints.remove()


def check_granted(gpus: int, wanted: int) -> None:
    """Refuse a part of the GPUs; none at all is a training on the CPU that somebody asked for."""
    if 0 < gpus < wanted:
        raise StudyError(
            f"training.gpus is {wanted}, but Snakemake may use {gpus} in all; say "
            f"--resources gpu={wanted}, or more where trainings run side by side, or name a "
            "profile that does (docs/gpus.md)."
        )


def prepare_environment(threads: int, gpus: int) -> None:
    """Say to every Keras backend how many threads it has, and which GPUs it may see."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ["TF_NUM_INTRAOP_THREADS"] = str(threads)
    os.environ["TF_NUM_INTEROP_THREADS"] = "2"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Take GPU memory as it is needed, and leave the rest to other jobs.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if gpus == 0:
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    devices.claim(gpus)


if __name__ == "__main__":
    with job(snakemake.log[0], f"train {snakemake.wildcards.case}"):
        check_granted(snakemake.resources.gpu, snakemake.resources.wanted_gpus)
        prepare_environment(snakemake.threads, snakemake.resources.gpu)
        train(
            images=snakemake.input.images,
            paths={
                name: Path(snakemake.output[name]) for name in ("autoencoder", "encoder", "decoder")
            },
            history=snakemake.output.history,
            case=snakemake.params.case,
            seed=snakemake.params.seed,
            memory_gb=snakemake.resources.image_memory_mb / 1000,
            gpus=snakemake.resources.gpu,
            scratch=snakemake.resources.tmpdir,
        )
