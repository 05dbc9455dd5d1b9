"""Put the shards of the latent vectors together: one store, as if there were no shards."""

from zpoints.latents.encoding import join_shards
from zpoints.logs import job
from zpoints.stores.reader import open_store


def encoding(
    images: str, encoder: str, shards: list[str], manifest: str, chunk_vectors: int
) -> None:
    """Check that the shards cover all images, each once, and write the latent store."""
    join_shards(open_store(images), encoder, shards, manifest, chunk_vectors)


if __name__ == "__main__":
    with job(snakemake):
        encoding(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            shards=snakemake.input.shards,
            manifest=snakemake.output.manifest,
            chunk_vectors=snakemake.params.settings["chunk_vectors"],
        )
