"""Decode the vectors of a sampler to images."""

from zpoints import files
from zpoints.logs import job
from zpoints.models import inference


def decoding(
    decoder: str, latents: str, output: str, threads: int, batch_size: int, provider: str
) -> None:
    """Write the images as uint8 (n, size, size, channels)."""
    model = inference.load(decoder, threads, provider)
    files.write_array(output, model.decode(files.read_array(latents), batch_size))


if __name__ == "__main__":
    with job(snakemake):
        decoding(
            decoder=snakemake.input.decoder,
            latents=snakemake.input.latents,
            output=snakemake.output.images,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
