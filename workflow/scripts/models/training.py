"""Train one autoencoder and export its encoder and decoder."""

from pathlib import Path

from zpoints import files, seeding, signals
from zpoints.logs import job
from zpoints.models import architecture, environment
from zpoints.stores.reader import open_store


def training(
    images: str,
    autoencoder: str,
    encoder: str,
    decoder: str,
    history: str,
    checkpoint: Path,
    case: dict,
    seed: list,
    memory_gb: float,
    gpus: int,
    scratch: str,
) -> None:
    """Train, or go on training; compare the exported models with Keras; write them."""
    # Keras reads the environment on import, so `environment.prepare_training` must come first.
    from zpoints.models import export
    from zpoints.models.training import checkpoints_of, train

    store = open_store(images)
    size, _, channels = store.row_shape("images")
    shape = architecture.from_config(case, size, channels)
    seeds = seeding.sequence(*seed)
    checkpoints = checkpoints_of(checkpoint, store, shape, seeds, **case["training"])
    with signals.noted() as request:
        trained = train(
            store,
            shape,
            seeds,
            **case["training"],
            memory_gb=memory_gb,
            gpus=gpus,
            scratch=scratch,
            checkpoints=checkpoints,
            request=request,
        )
    checked = store.read("images", 0, export.CHECKED_IMAGES)
    export.save_onnx(trained.encoder, trained.decoder, checked, encoder, decoder)
    export.save_keras(trained.autoencoder, autoencoder)
    files.write_table(history, trained.history)
    checkpoints.remove()


if __name__ == "__main__":
    with job(snakemake):
        environment.check_granted(snakemake.resources.gpu, snakemake.resources.wanted_gpus)
        environment.prepare_training(snakemake.resources.wanted_threads, snakemake.resources.gpu)
        training(
            images=snakemake.input.images,
            autoencoder=snakemake.output.autoencoder,
            encoder=snakemake.output.encoder,
            decoder=snakemake.output.decoder,
            history=snakemake.output.history,
            # Not declared as an output: Snakemake deletes those of a job that is stopped.
            checkpoint=Path(snakemake.output.autoencoder).with_name("checkpoint.npz"),
            case=snakemake.params.case,
            seed=snakemake.params.seed,
            memory_gb=snakemake.resources.image_memory_mb / 1000,
            gpus=snakemake.resources.gpu,
            scratch=snakemake.resources.tmpdir,
        )
