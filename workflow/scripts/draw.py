"""Draw random latent vectors."""

import numpy as np

from zpoints import files, samplers, seeding
from zpoints.logs import job


def draw(latents: str, settings: dict, seed: list) -> None:
    """Draw uniform vectors from [-b, b]."""
    vectors = samplers.uniform(
        settings["b"], settings["z_dim"], settings["count"], seeding.generator(*seed)
    )
    with files.replacing(latents) as temporary:
        np.save(temporary, vectors, allow_pickle=False)


if __name__ == "__main__":
    with job(snakemake.log[0], f"draw {snakemake.wildcards.case} {snakemake.wildcards.sampler}"):
        draw(snakemake.output.latents, snakemake.params.settings, snakemake.params.seed)
