"""Read or paint the images of one shard."""

import json
from pathlib import Path

from zpoints import files, images, seeding, sources, stores
from zpoints.logs import Progress, job


def images_shard(
    path: str | None,
    listed: str | Path,
    listing: str | Path,
    manifest: str,
    found: str,
    settings: dict,
    seed: list,
    workers: int,
) -> None:
    """Write the shard's part of the image store, and what is known of its images.

    With too many broken images `listing` is removed: the next run lists what is there by then.
    """
    share = json.loads(Path(listed).read_text(encoding="utf-8"))
    first, last = share["covers"]
    size, channels, chunk = (settings[key] for key in ("image_size", "channels", "chunk_images"))
    if settings["source"] == "painted":
        seeds = seeding.sequence(*seed)
        blocks = images.painted_blocks(seeds, (first, last), size, channels, chunk, workers)
    else:
        blocks = images.blocks(
            sources.open_source(settings["source"], path),
            share["candidates"],
            images.Shape.from_config(settings),
            chunk,
            workers,
        )
    records = images.Records()
    with stores.Writer(
        manifest, "images", ("image", "y", "x", "channel"), (size, size, channels), "uint8", chunk
    ) as store:
        progress = Progress(last - first, "images")
        for block in blocks:
            store.append(block.images)
            records.add(block)
            with files.removing(listing):
                images.check_skipped(records.skipped, share["total"], settings["max_skipped"], path)
            progress.update(len(block.images) + len(block.skipped))
        records.save(found)
        store.publish(
            origin={"listing": share["listing"]},
            counts={"images": store.rows},
            covers=(first, last),
        )


if __name__ == "__main__":
    name = snakemake.wildcards.scatteritem
    with job(snakemake.log[0], f"images {name}"):
        images_shard(
            path=snakemake.input.get("source") or None,
            listed=Path(snakemake.input.lists) / f"{name}.json",
            listing=snakemake.input.listing,
            manifest=snakemake.output.manifest,
            found=snakemake.output.found,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            workers=snakemake.threads,
        )
