"""Judge the decoded images of one sampler."""

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.distances import Distances
from zpoints.logs import job, logger
from zpoints.models import inference
from zpoints.quality import meters
from zpoints.quality.reference import Reference


def judgement(
    images: str,
    latents: str,
    encoder: str,
    reference: str,
    cloud: str,
    distances: str,
    output: str,
    name: str,
    plain_name: str,
    sampler: str,
    b: float | None,
    meter: str,
    neighbours: int,
    seed: list,
    threads: int,
) -> None:
    """Write one row of the table of samplers."""
    decoded = files.read_array(images)
    known = Cloud.load(cloud)
    model = inference.load(encoder, threads, "cpu")
    measured = Reference.load(reference, known, Distances.load(distances))
    figures = measured.judge(
        images=decoded,
        z=files.read_array(latents),
        z_again=model.run(decoded, inference.BATCH_SIZE),
        scores=meters.scores(decoded, meter, threads),
        neighbours=neighbours,
        generator=seeding.generator(*seed),
    )
    for what in ("overlap", "face_rate"):
        if figures[what] is not None:
            values = [100 * figures[key] for key in (what, f"{what}_low", f"{what}_high")]
            logger.info("%s %.1f %% (%.1f to %.1f)", what.replace("_", " "), *values)
    if b is None and sampler == "uniform":
        b = known.matched_b
        plain_name = f"{plain_name} (matched b = {b:.3g})"
    row = {"sampler": name, "b": b, "kind": "sampler", "meter": meter, "name": plain_name}
    files.write_json(output, {**row, "features": measured.kind, **figures})


if __name__ == "__main__":
    with job(snakemake):
        judgement(
            images=snakemake.input.images,
            latents=snakemake.input.latents,
            encoder=snakemake.input.encoder,
            reference=snakemake.input.reference,
            cloud=snakemake.input.cloud,
            distances=snakemake.input.distances,
            output=snakemake.output.quality,
            name=snakemake.wildcards.sampler,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
            **snakemake.params.settings,
        )
