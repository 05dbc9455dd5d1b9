"""Draw latent vectors with one sampler."""

from functools import partial

import numpy as np

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.logs import job
from zpoints.samplers.draws import Known, Vectors, draw
from zpoints.stores.reader import open_store


def read(
    latents: str | None, cloud: str | None, components: str | None, z_dim: int | None
) -> Known:
    """What the sampler may know; z_dim is None for a user's model, whose vectors tell it."""
    store = open_store(latents) if latents else None
    known_cloud = Cloud.load(cloud) if cloud else None
    # Two columns of numbers: pandas takes longer to load than most samplers to draw.
    table = np.genfromtxt(components, delimiter=",", names=True) if components else None
    if store is not None:
        (z_dim,) = store.row_shape("latents")
    elif known_cloud is not None:
        z_dim = known_cloud.z_dim
    elif table is not None:
        z_dim = table.size
    vectors = None
    if store is not None:
        vectors = Vectors(
            count=store.rows,
            blocks=partial(store.blocks, "latents"),
            take=partial(store.take, "latents"),
        )
    return Known(
        z_dim=z_dim,
        cloud=known_cloud,
        vectors=vectors,
        mode=None if table is None else np.atleast_1d(table["mode"]),
        half_width=None if table is None else np.atleast_1d(table["half_width"]),
    )


def draws(
    latents: str | None,
    cloud: str | None,
    components: str | None,
    output: str,
    seed: list,
    family: str,
    sampler: str,
    options: dict,
    z_dim: int | None,
    count: int,
) -> None:
    """Write the vectors as float32 (count, z_dim); only what the sampler needs is given.

    There are none, (0, z_dim), where the data do not say what the sampler fills.
    """
    known = read(latents, cloud, components, z_dim)
    vectors = draw(family, sampler, known, count, seeding.generator(*seed), **options)
    files.write_array(output, vectors)


if __name__ == "__main__":
    with job(snakemake):
        draws(
            latents=files.optional(snakemake.input.get("latents")),
            cloud=files.optional(snakemake.input.get("cloud")),
            components=files.optional(snakemake.input.get("components")),
            output=snakemake.output.latents,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
