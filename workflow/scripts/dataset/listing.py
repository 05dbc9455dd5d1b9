"""List the images of a study once, and share them out among the shards."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zpoints import files, seeding
from zpoints.dataset.image_files import Archive
from zpoints.dataset.listing import Candidates, choose, share_out
from zpoints.dataset.md5 import check_md5
from zpoints.dataset.sources import open_source
from zpoints.logs import job


def listing(
    shards: Sequence[str],
    lists: str | Path,
    listing: str | Path,
    seed: Sequence,
    settings: Mapping[str, Any],
    path: str | None,
    source: str,
    count: int | None,
    subset: str,
    md5: str | None,
    max_skipped: float,
    chunk_images: int,
    **_: object,
) -> None:
    """Write which candidates each shard reads, and what the job that joins them must know.

    `shards` are their names; `lists` is the folder for a file of that name for each. The manifest
    of the images will record all `settings`.
    """
    origin = {"dataset": settings}
    if source == "painted":
        candidates = Candidates(count)
    else:
        opened = open_source(source, path)
        if isinstance(opened, Archive):
            origin |= check_md5(opened, source, md5)
        generator = seeding.generator(*seed, "subset")
        candidates = choose(opened, count, subset, max_skipped, chunk_images, generator)
    shares, content = share_out(candidates, shards, chunk_images, path, origin)
    Path(lists).mkdir(parents=True, exist_ok=True)
    for name, share in shares.items():
        files.write_json(Path(lists) / f"{name}.json", share)
    files.write_json(listing, content)


if __name__ == "__main__":
    with job(snakemake):
        # A job on storage of its own has the source elsewhere than the config says.
        path = files.optional(snakemake.input.get("source"))
        listing(
            shards=snakemake.params.shards,
            lists=snakemake.output.lists,
            listing=snakemake.output.listing,
            seed=snakemake.params.seed,
            settings=snakemake.params.settings,
            **snakemake.params.settings | {"path": path},
        )
