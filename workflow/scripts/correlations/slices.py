"""Count the vectors near the plane of two components."""

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.correlations.slices import all_slice_counts
from zpoints.logs import job
from zpoints.stores.reader import open_store


def slices(
    latents: str,
    cloud: str,
    subset: str,
    table: str,
    inside: str,
    pairs: list[list[int]],
    limit: float,
) -> None:
    """Write the counts after each stage, and which vectors pass the first stage."""
    vectors = open_store(latents).take("latents", files.read_array(subset))
    if not pairs:
        leading = Cloud.load(cloud).by_share[:2].tolist()
        pairs = [leading] if len(leading) == 2 else []
    counts, passing = all_slice_counts(vectors, pairs, limit)
    files.write_table(table, counts)
    files.write_arrays(inside, inside=passing)


if __name__ == "__main__":
    with job(snakemake):
        slices(
            latents=snakemake.input.latents,
            cloud=snakemake.input.cloud,
            subset=snakemake.input.subset,
            table=snakemake.output.table,
            inside=snakemake.output.inside,
            **snakemake.params.settings,
        )
