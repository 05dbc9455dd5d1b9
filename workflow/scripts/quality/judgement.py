"""Judge the decoded images of one sampler."""

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.logs import job, logger
from zpoints.models import inference
from zpoints.quality import meters
from zpoints.quality.features import encode
from zpoints.quality.reference import Reference


def judgement(
    images: str,
    latents: str,
    encoder: str,
    other_encoder: str | None,
    reference: str,
    cloud: str,
    distances: str,
    output: str,
    name: str,
    sampler: str,
    b: float | None,
    meter: str,
    neighbours: int,
    threads: int,
) -> None:
    """Write one row of the table of samplers."""
    decoded = files.read_array(images)
    known = Cloud.load(cloud)
    other = inference.load(other_encoder, threads, "cpu") if other_encoder else None
    measured = Reference.load(reference, known, Distances.load(distances), other)
    figures = measured.judge(
        images=decoded,
        z=files.read_array(latents),
        z_again=encode(decoded, inference.load(encoder, threads, "cpu")),
        scores=meters.scores(decoded, meter, threads),
        neighbours=neighbours,
    )
    if figures["face_rate"] is not None:
        rate = [100 * figures[key] for key in ("face_rate", "face_rate_low", "face_rate_high")]
        logger.info("faces in %.1f %% of the images (%.1f to %.1f)", *rate)
    if b is None and sampler == "uniform":
        b = known.matched_b
    row = {"sampler": name, "b": b, "kind": "sampler", "meter": meter}
    files.write_json(output, {**row, "features": measured.space.name, **figures})


if __name__ == "__main__":
    with job(snakemake):
        judgement(
            images=snakemake.input.images,
            latents=snakemake.input.latents,
            encoder=snakemake.input.encoder,
            other_encoder=files.optional(snakemake.input.get("other_encoder")),
            reference=snakemake.input.reference,
            cloud=snakemake.input.cloud,
            distances=snakemake.input.distances,
            output=snakemake.output.quality,
            name=snakemake.wildcards.sampler,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
