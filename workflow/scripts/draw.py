"""Draw latent vectors with one sampler."""

from functools import partial

import numpy as np
import pandas as pd

from zpoints import files, samplers, seeding, stores
from zpoints.logs import job


def read_cloud(latents: str, moments: str, components: str | None) -> samplers.Cloud:
    """What samplers may know of the data."""
    store = stores.open_store(latents)
    with np.load(moments, allow_pickle=False) as saved:
        arrays = dict(saved)
    described = pd.read_csv(components) if components else None
    return samplers.Cloud(
        centre=arrays["centre"],
        covariance=arrays["covariance"],
        mean_radius=float(arrays["mean_radius"]),
        vectors=store.rows,
        blocks=partial(store.blocks, "latents"),
        take=partial(store.take, "latents"),
        mode=None if described is None else described["mode"].to_numpy(),
        half_width=None if described is None else described["half_width"].to_numpy(),
    )


def draw(
    latents: str | None,
    moments: str | None,
    components: str | None,
    drawn: str,
    settings: dict,
    seed: list,
) -> None:
    """Draw vectors; without moments from a space of which only the size is known."""
    if moments:
        cloud = read_cloud(latents, moments, components)
    elif latents:
        cloud = samplers.Space(*stores.open_store(latents).row_shape("latents"))
    else:
        cloud = samplers.Space(settings["z_dim"])
    options = dict(settings["options"])
    name = options.pop("sampler")
    vectors = samplers.draw(name, cloud, settings["count"], seeding.generator(*seed), **options)
    with files.replacing(drawn) as temporary:
        np.save(temporary, vectors, allow_pickle=False)


if __name__ == "__main__":
    with job(snakemake.log[0], f"draw {snakemake.wildcards.case} {snakemake.wildcards.sampler}"):
        draw(
            latents=snakemake.input.get("latents"),
            moments=snakemake.input.get("moments"),
            components=snakemake.input.get("components"),
            drawn=snakemake.output.latents,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
