"""Encode the images of one shard, chunk by chunk."""

from zpoints import devices
from zpoints.latents.encoding import encode_shard
from zpoints.logs import job
from zpoints.models import inference
from zpoints.shards import Shard
from zpoints.stores.reader import open_store


def encoding_shard(
    images: str,
    encoder: str,
    manifest: str,
    shard: Shard,
    threads: int,
    batch_size: int,
    chunk_vectors: int,
    provider: str,
) -> None:
    """Write the shard's part of the latent store."""
    model = inference.load(encoder, threads, provider)
    encode_shard(open_store(images), model, manifest, shard, batch_size, chunk_vectors)


if __name__ == "__main__":
    with job(snakemake):
        # Before ONNX Runtime looks for GPUs.
        devices.claim(snakemake.resources.get("gpu", 0))
        encoding_shard(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            manifest=snakemake.output.manifest,
            shard=Shard.named(snakemake.wildcards.scatteritem),
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
