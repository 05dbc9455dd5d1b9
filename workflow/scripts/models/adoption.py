"""Check the encoder and the decoder that a user brings, and adapt them to the form of ours."""

from zpoints import files
from zpoints.logs import job
from zpoints.models import environment
from zpoints.models.adoption import CHECKED_IMAGES, adopt
from zpoints.stores.reader import open_store


def adoption(
    encoder: str,
    decoder: str,
    images: str,
    adopted_encoder: str,
    adopted_decoder: str,
    z_dim: int | None,
    threads: int,
) -> None:
    """Write encoder and decoder as ONNX files."""
    checked = open_store(images).read("images", 0, CHECKED_IMAGES)
    contents = adopt(encoder, decoder, checked, z_dim, threads)
    for path, content in zip((adopted_encoder, adopted_decoder), contents, strict=True):
        with files.replacing(path) as temporary:
            temporary.write_bytes(content)


if __name__ == "__main__":
    environment.prepare_conversion()
    with job(snakemake):
        adoption(
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            images=snakemake.input.images,
            adopted_encoder=snakemake.output.encoder,
            adopted_decoder=snakemake.output.decoder,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
