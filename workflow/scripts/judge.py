"""Judge the decoded images of one sampler."""

import numpy as np

from zpoints import distributions, features, files, geometry, inference, meters, quality
from zpoints.logs import job, logger
from zpoints.statistics import LengthStatistics


def judge(
    images: str,
    latents: str,
    encoder: str,
    other_encoder: str | None,
    reference: str,
    moments: str,
    distances: str,
    row: str,
    settings: dict,
    options: dict,
    sampler: str,
    threads: int,
) -> None:
    """Write one row of the table of samplers."""
    decoded = np.load(images, allow_pickle=False)
    vectors = np.load(latents, allow_pickle=False)
    with np.load(moments, allow_pickle=False) as saved:
        principal = geometry.principal_components(saved["centre"], saved["covariance"])
        mean_radius = float(saved["mean_radius"])
    with np.load(distances, allow_pickle=False) as saved:
        squared = LengthStatistics.from_arrays(saved)
    with np.load(reference, allow_pickle=False) as saved:
        chosen = dict(saved)
    measured = quality.Reference(
        principal=principal,
        squared_distances=squared,
        features=chosen["features"],
        sharpness=float(chosen["sharpness"]),
        diversity=None if np.isnan(chosen["diversity"]) else float(chosen["diversity"]),
    )
    if other_encoder:
        found = features.encode(decoded, inference.load(other_encoder, threads, "cpu"))
    else:
        pixels = chosen["pixel_centre"], chosen["pixel_directions"]
        found = features.PixelComponents(*pixels)(decoded)
    b = options.get("b")
    if options["sampler"] == "uniform" and b is None:
        b = distributions.matched_b(mean_radius, vectors.shape[1])
    judged = quality.judge(
        images=decoded,
        reference=measured,
        scores=meters.scores(decoded, threads, settings["meter"]),
        z=vectors,
        z_again=features.encode(decoded, inference.load(encoder, threads, "cpu")),
        features=features.directions(found, chosen["centre"]),
        k=settings["neighbours"],
    )
    if judged["face_rate"] is not None:
        logger.info(
            "faces in %.1f %% of the images (%.1f to %.1f)",
            *(100 * judged[name] for name in ("face_rate", "face_rate_low", "face_rate_high")),
        )
    files.write_json(
        row,
        {
            **{"sampler": sampler, "b": b, "kind": "sampler", "meter": settings["meter"]},
            "features": str(chosen["space"]),
            **judged,
        },
    )


if __name__ == "__main__":
    with job(snakemake.log[0], f"judge {snakemake.wildcards.case} {snakemake.wildcards.sampler}"):
        judge(
            images=snakemake.input.images,
            latents=snakemake.input.latents,
            encoder=snakemake.input.encoder,
            other_encoder=(list(snakemake.input.features) or [None])[0],
            reference=snakemake.input.reference,
            moments=snakemake.input.moments,
            distances=snakemake.input.distances,
            row=snakemake.output.quality,
            settings=snakemake.params.settings,
            options=snakemake.params.options,
            sampler=snakemake.wildcards.sampler,
            threads=snakemake.threads,
        )
