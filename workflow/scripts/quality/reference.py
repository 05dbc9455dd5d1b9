"""Measure what samplers are judged by, and judge real images and controls, for comparison."""

import numpy as np

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.logs import job, logger
from zpoints.models import inference
from zpoints.quality.features import FeatureSpace, encode
from zpoints.quality.reference import Reference
from zpoints.quality.reference_rows import reference_rows
from zpoints.stores.reader import open_store


def reference(
    images: str,
    scores: str,
    encoder: str,
    decoder: str,
    other_encoder: str | None,
    cloud: str,
    distances: str,
    output: str,
    rows: str,
    meter: str,
    neighbours: int,
    shown: int,
    other_case: str | None,
    seed: list,
    threads: int,
) -> None:
    """Write the reference of a case, and rows for real images, reconstructions and controls."""
    store = open_store(images)
    known = files.read_arrays(scores)
    judged, other = (store.take("images", known[name]) for name in ("judged", "other"))
    model = inference.load(encoder, threads, "cpu")
    latents = encode(judged, model)
    decoded = inference.load(decoder, threads, "cpu").decode(latents)
    space = feature_space(other, other_encoder, other_case, threads)
    measured = Reference.of(Cloud.load(cloud), Distances.load(distances), space, other, decoded)
    table = reference_rows(
        reference=measured,
        images=judged,
        latents=latents,
        reconstructions=decoded,
        encoder=model,
        generator=seeding.generator(*seed, "references"),
        scores=known,
        meter=meter,
        neighbours=neighbours,
        processes=threads,
    )
    files.write_json(rows, table)
    measured.save(output, shown_images=judged[:shown], shown_reconstructions=decoded[:shown])


def feature_space(
    images: np.ndarray, encoder: str | None, case: str | None, threads: int
) -> FeatureSpace:
    """The space of another case's encoder, or of pixels where there is none."""
    model = inference.load(encoder, threads, "cpu") if encoder else None
    space = FeatureSpace.fit(images, model, case)
    logger.info("precision and recall are measured by: %s", space.name)
    return space


if __name__ == "__main__":
    with job(snakemake):
        reference(
            images=snakemake.input.images,
            scores=snakemake.input.scores,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            other_encoder=files.optional(snakemake.input.get("other_encoder")),
            cloud=snakemake.input.cloud,
            distances=snakemake.input.distances,
            output=snakemake.output.reference,
            rows=snakemake.output.rows,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
