"""List the images of a study once, and share them out among the shards."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from zpoints import files, seeding, sources
from zpoints.errors import StudyError
from zpoints.logs import job, logger
from zpoints.shards import Shard


def list_images(
    path: str | None, shards: list[str], lists: str, listing: str, settings: dict, seed: list
) -> None:
    """Write which candidates each shard reads, and what the job that joins them must know.

    `shards` are their names; `lists` is the folder for a file of that name for each.
    """
    chunk, origin = settings["chunk_images"], {"dataset": settings}
    left_out: list[tuple[str, str]] = []
    if settings["source"] == "painted":
        total, candidates = settings["count"], None
    else:
        source = sources.open_source(settings["source"], path)
        if isinstance(source, sources.Archive):
            origin |= check_archive(source, settings)
        total, candidates, left_out = choose(source, settings, seed)
    # Blocks of candidates are whole, whatever the number of wanted images.
    covered = total if candidates is None else min(-(-total // chunk) * chunk, len(candidates))
    content = json.dumps([path, origin, total, candidates])
    common = {"listing": hashlib.sha256(content.encode()).hexdigest(), "total": total}
    Path(lists).mkdir(parents=True, exist_ok=True)
    for shard in shards:
        first, last = Shard.named(shard).rows(covered, chunk)
        own = None if candidates is None else candidates[first:last]
        output = Path(lists) / f"{shard}.json"
        files.write_json(output, {**common, "covers": [first, last], "candidates": own})
    rest = None if candidates is None else candidates[covered:]
    files.write_json(
        listing,
        {**common, "covered": covered, "rest": rest, "left_out": left_out, "origin": origin},
    )


def choose(
    source: sources.Folder | sources.Archive | sources.Array, settings: dict, seed: list
) -> tuple[int, list[str] | list[int], list[tuple[str, str]]]:
    """Number of images wanted, candidates in the order of their use, and files left out."""
    if isinstance(source, sources.Array):
        found = source.shape[0]
        total = min(found, settings["count"] or found)
        logger.info("%d images in %s, %d wanted", found, source.path, total)
        rows = order(found, total, settings["subset"], seed)[:total]
        return total, np.sort(rows).tolist(), []
    listing = source.list()
    found = len(listing.files)
    total = min(found, settings["count"] or found)
    logger.info("%d image files in %s, %d wanted", found, source.path, total)
    chosen = order(found, total, settings["subset"], seed)
    # More than may be skipped are never needed; they are read by whole blocks.
    chosen = chosen[: total + int(settings["max_skipped"] * total) + settings["chunk_images"]]
    return total, [listing.files[k] for k in chosen], listing.left_out


def order(found: int, wanted: int, subset: str, seed: list) -> Sequence[int]:
    """Numbers of the candidates in the order of their use.

    First those that are wanted, in natural order; then others, which make up for what cannot be
    used.
    """
    if subset == "first" or wanted == found:
        return np.arange(found)
    drawn = seeding.generator(*seed, "subset").permutation(found)
    return np.concatenate([np.sort(drawn[:wanted]), drawn[wanted:]])


def check_archive(archive: sources.Archive, settings: dict) -> dict:
    """MD5 of an archive, for the manifest; compared with what it must be."""
    expected = settings["md5"]
    if expected is None and settings["source"] == "celeba":
        expected = sources.CELEBA_MD5
    found = archive.md5()
    if expected in (None, "any"):
        logger.info("%s has MD5 %s, which was not compared", archive.path, found)
        return {"md5": found, "md5_compared": False}
    if found != expected:
        raise StudyError(
            f"{archive.path} has MD5 {found}, not {expected}: it is incomplete or another archive; "
            "download it again, or set dataset.md5 to 'any' to use it as it is."
        )
    logger.info("%s has the MD5 that it must have", archive.path)
    return {"md5": found, "md5_compared": True}


if __name__ == "__main__":
    with job(snakemake.log[0], "list_images"):
        list_images(
            path=snakemake.input.get("source") or None,
            shards=snakemake.params.shards,
            lists=snakemake.output.lists,
            listing=snakemake.output.listing,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
