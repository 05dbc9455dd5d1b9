"""Decode straight paths through the cloud, and between real images."""

from pathlib import Path

import numpy as np

from zpoints import correlations, geometry, inference, paths, plots, seeding, stores
from zpoints.logs import job
from zpoints.pixels import to_float
from zpoints.splits import VALIDATION


def strips(
    images: str,
    encoder: str,
    decoder: str,
    moments: str,
    through_centre: str,
    between: str,
    settings: dict,
    seed: list,
    case: str,
) -> None:
    """Draw both figures."""
    decode = inference.load(decoder, 1, "cpu")
    steps, sigma = settings["steps"], settings["sigma"]
    with np.load(moments, allow_pickle=False) as saved:
        centre, covariance = saved["centre"], saved["covariance"]
    principal = geometry.principal_components(centre, covariance)
    order = correlations.dominance(centre, covariance)
    rows = {}
    if len(order) > 1:
        std = np.sqrt(np.diag(covariance))
        rows |= dict(paths.plane_paths(centre, std, (order[0], order[1]), sigma, steps))
    rows |= dict(paths.principal_paths(principal, settings["principal_components"], sigma, steps))
    if not rows:  # one component that may be constant
        rows["centre"] = np.repeat(centre[None].astype(np.float32), steps, axis=0)
    decoded = {label: decode.decode(vectors) for label, vectors in rows.items()}
    title = f"Case {case}: decoded paths through the centre, -{sigma:g} to +{sigma:g} std"
    plots.overview(decoded, title, Path(through_centre))

    store = stores.open_store(images)
    candidates = np.flatnonzero(store.read("split") == VALIDATION)
    wanted = 2 * settings["pairs"]
    drawn = seeding.generator(*seed).choice(candidates, wanted, replace=wanted > len(candidates))
    real = store.take("images", drawn)
    latents = inference.load(encoder, 1, "cpu").run(to_float(real))
    shown = {}
    for k in range(0, wanted, 2):
        along = decode.decode(paths.blend(latents[k], latents[k + 1], steps))
        blended = paths.blend(real[k], real[k + 1], steps).round().astype(np.uint8)
        number = k // 2 + 1
        shown[f"{number}: latent path"] = np.concatenate([real[k, None], along, real[k + 1, None]])
        shown[f"{number}: pixel blend"] = np.concatenate(
            [real[k, None], blended, real[k + 1, None]]
        )
    title = f"Case {case}: from one real image (left end) to another (right end)"
    plots.overview(shown, title, Path(between))


if __name__ == "__main__":
    with job(snakemake.log[0], f"strips {snakemake.wildcards.case}"):
        strips(
            images=snakemake.input.images,
            encoder=snakemake.input.encoder,
            decoder=snakemake.input.decoder,
            moments=snakemake.input.moments,
            through_centre=snakemake.output.paths,
            between=snakemake.output.interpolations,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            case=snakemake.wildcards.case,
        )
