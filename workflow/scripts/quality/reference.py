"""Measure what samplers are judged by, and judge real images and controls, for comparison."""

from functools import partial
from typing import Any

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.logs import job, logger
from zpoints.models import inference
from zpoints.quality.reference import Reference
from zpoints.quality.reference_rows import reference_rows
from zpoints.seeding import generator
from zpoints.stores.reader import open_store

# Columns in the log, and what they are called there.
LOGGED = {"overlap": "overlap", "face_rate": "face rate"}


def reference(
    images: str,
    scores: str,
    encoder: str,
    decoder: str,
    cloud: str,
    distances: str,
    output: str,
    rows: str,
    features: str,
    seed: list,
    threads: int,
    **judging: Any,
) -> None:
    """Write the reference of a case, and rows judged by it, by a meter and so many neighbours."""
    store, known = open_store(images), files.read_arrays(scores)
    judged, other = (store.take("images", known[name]) for name in ("judged", "other"))
    model = inference.load(encoder, threads, "cpu")
    encode = partial(model.run, batch_size=inference.BATCH_SIZE)
    decode = inference.load(decoder, threads, "cpu").decode
    latents, again = encode(judged), decode(encode(other))
    measured = Reference.of(Cloud.load(cloud), Distances.load(distances), features, other, again)
    table = reference_rows(
        measured,
        images=judged,
        latents=latents,
        reconstructions=decode(latents),
        encoder=model,
        generator=generator(*seed, "references"),
        scores=known,
        processes=threads,
        **judging,
    )
    write_rows(rows, table)
    measured.save(output)


def write_rows(path: str, rows: list[dict]) -> None:
    """Write the rows, and say what was measured on each set of images, where it is known."""
    for row in rows:
        rates = (f"{what} {row[key]:.3f}" for key, what in LOGGED.items() if row[key] is not None)
        logger.info("%s: %s", row["name"], ", ".join(rates) or "nothing is known")
    files.write_json(path, rows)


if __name__ == "__main__":
    with job(snakemake):
        reference(
            images=snakemake.input.images,
            scores=snakemake.input.scores,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            cloud=snakemake.input.cloud,
            distances=snakemake.input.distances,
            output=snakemake.output.reference,
            rows=snakemake.output.rows,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
