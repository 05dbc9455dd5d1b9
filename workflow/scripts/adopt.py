"""Check the encoder and the decoder that a user brings, and bring them to the form of ours."""

import os
from pathlib import Path

from zpoints import adoption, files, stores
from zpoints.logs import job


def adopt(
    encoder: str, decoder: str, images: str, paths: list[Path], z_dim: int | None, threads: int
) -> None:
    """Write encoder and decoder as ONNX files."""
    checked = stores.open_store(images).read("images", 0, adoption.CHECKED_IMAGES)
    contents = adoption.adopt(encoder, decoder, checked, z_dim, threads)
    for path, content in zip(paths, contents, strict=True):
        with files.replacing(path) as temporary:
            temporary.write_bytes(content)


def prepare_environment() -> None:
    """Say to Keras, which reads the environment on import, what a conversion needs: the CPU."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"


if __name__ == "__main__":
    prepare_environment()
    with job(snakemake.log[0], f"adopt {snakemake.wildcards.case}"):
        adopt(
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            images=snakemake.input.images,
            paths=[Path(snakemake.output.encoder), Path(snakemake.output.decoder)],
            z_dim=snakemake.params.z_dim,
            threads=snakemake.threads,
        )
