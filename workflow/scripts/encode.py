"""Put the shards of the latent vectors together: one store, as if there were no shards."""

from zpoints import files, stores
from zpoints.logs import Progress, job, logger


def encode(images: str, encoder: str, shards: list[str], manifest: str, settings: dict) -> None:
    """Check that the shards cover all images, each once, and write the latent store."""
    store = stores.open_store(images)
    origin = {"images": store.digest("images"), "encoder": files.digest(encoder)}
    parts = stores.covering(shards, store.rows, origin)
    logger.info("%d shards hold all %d images", len(parts), store.rows)
    with stores.Writer(
        manifest, "latents", ("image", "component"), parts[0].row_shape("latents"), "float32",
        settings["chunk_vectors"],
    ) as latents:  # fmt: skip
        progress = Progress(store.rows, "images")
        for part in parts:
            latents.adopt(part)
            progress.update(part.rows)
        latents.publish(origin=origin, counts={"images": store.rows})


if __name__ == "__main__":
    with job(snakemake.log[0], f"encode {snakemake.wildcards.case}"):
        encode(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            shards=snakemake.input.shards,
            manifest=snakemake.output.manifest,
            settings=snakemake.params.settings,
        )
