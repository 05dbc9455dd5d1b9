"""Put the sums of all shards together: centre and covariance of the cloud, vector lengths."""

import numpy as np

from zpoints import files, geometry, shards, stores
from zpoints.logs import job, logger
from zpoints.statistics import Covariance, LengthStatistics


def cloud(latents: str, sums: list[str], moments: str, lengths: str) -> None:
    """Write what samplers and analyses need to know of the cloud."""
    store = stores.open_store(latents)
    covariance = Covariance(*store.row_shape("latents"))
    measured = LengthStatistics()
    for state in shards.load(sums, store.rows, store.digest("latents")):
        covariance.merge(Covariance.from_state(state))
        measured.merge(LengthStatistics.from_arrays(state))
    principal = geometry.principal_components(covariance.mean, covariance.covariance)
    logger.info(
        "%d of %d directions hold 95 %% of the variance; participation ratio %.1f",
        *(principal.count_for(0.95), len(covariance.mean), principal.participation_ratio),
    )
    with files.replacing(moments) as temporary:
        np.savez(
            temporary,
            vectors=covariance.vectors,
            centre=covariance.mean,
            covariance=covariance.covariance,
            mean_radius=measured.mean,
        )
    with files.replacing(lengths) as temporary:
        np.savez(temporary, **measured.arrays())


if __name__ == "__main__":
    with job(snakemake.log[0], f"cloud {snakemake.wildcards.case}"):
        cloud(
            latents=snakemake.input.latents,
            sums=snakemake.input.sums,
            moments=snakemake.output.moments,
            lengths=snakemake.output.lengths,
        )
