"""Measure what samplers are judged by, and judge images that show what the figures mean."""

from functools import partial
from pathlib import Path

import numpy as np

from zpoints import features, files, geometry, inference, meters, quality, seeding, stores
from zpoints.logs import job, logger
from zpoints.statistics import LengthStatistics


def references(
    images: str,
    scores: str,
    encoder: str,
    decoder: str,
    other_encoder: str | None,
    moments: str,
    distances: str,
    reference: str,
    rows: str,
    settings: dict,
    shown: int,
    seed: list,
    threads: int,
) -> None:
    """Write the reference of the case, and rows for real images, reconstructions and the like."""
    store = stores.open_store(images)
    with np.load(scores, allow_pickle=False) as saved:
        chosen = dict(saved)
    judged, other = (store.take("images", chosen[name]) for name in ("judged", "other"))
    encode = inference.load(encoder, threads, "cpu")
    decode = inference.load(decoder, threads, "cpu")
    arrays = {}
    if other_encoder:
        space = f"directions by the encoder of {Path(other_encoder).parts[-3]}"
        project = partial(features.encode, model=inference.load(other_encoder, threads, "cpu"))
    else:
        project = features.fit_pixel_components(other)
        space = f"directions by a PCA of pixels ({len(project.directions)})"
        arrays = {"pixel_centre": project.centre, "pixel_directions": project.directions}
    centre = project(other).mean(axis=0, dtype=np.float64)
    logger.info("precision and recall are measured by: %s", space)

    with np.load(moments, allow_pickle=False) as saved:
        principal = geometry.principal_components(saved["centre"], saved["covariance"])
    with np.load(distances, allow_pickle=False) as saved:
        squared = LengthStatistics.from_arrays(saved)
    latents = features.encode(judged, encode)
    decoded = decode.decode(latents)
    measured = quality.measure_reference(
        principal, squared, other, decoded, features.directions(project(other), centre)
    )

    sets = {"images": judged, "reconstructions": decoded}
    sets |= quality.references(judged, seeding.generator(*seed, "references"))
    found = []
    for name, kind in sets.items():
        z = features.encode(kind, encode) if name != "reconstructions" else latents
        again = features.encode(kind, encode) if name == "reconstructions" else None
        known = chosen.get(f"scores_{name}")
        row = quality.judge(
            images=kind,
            reference=measured,
            scores=meters.scores(kind, threads, settings["meter"]) if known is None else known,
            z=z,
            z_again=again,
            features=features.directions(project(kind), centre),
            k=settings["neighbours"],
        )
        found.append(
            {
                **{"sampler": name, "b": None, "kind": "reference"},
                **{"meter": settings["meter"], "features": space, **row},
            }
        )
    files.write_json(rows, found)
    with files.replacing(reference) as temporary:
        np.savez(
            temporary,
            features=measured.features,
            centre=centre,
            space=space,
            sharpness=measured.sharpness,
            diversity=np.nan if measured.diversity is None else measured.diversity,
            shown_images=judged[:shown],
            shown_reconstructions=decoded[:shown],
            **arrays,
        )


if __name__ == "__main__":
    with job(snakemake.log[0], f"references {snakemake.wildcards.case}"):
        references(
            images=snakemake.input.images,
            scores=snakemake.input.references,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            other_encoder=(list(snakemake.input.features) or [None])[0],
            moments=snakemake.input.moments,
            distances=snakemake.input.distances,
            reference=snakemake.output.reference,
            rows=snakemake.output.rows,
            settings=snakemake.params.settings,
            shown=snakemake.params.shown,
            seed=snakemake.params.seed,
            threads=snakemake.threads,
        )
