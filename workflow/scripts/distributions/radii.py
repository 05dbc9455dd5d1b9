"""Measure the lengths of uniform vectors beside those of the latent vectors."""

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.cloud.lengths import LengthStatistics
from zpoints.distributions.radii import compare, histograms
from zpoints.distributions.uniform import uniform_blocks
from zpoints.logs import job


def radii(
    cloud: str,
    lengths: str,
    table: str,
    histogram: str,
    b_grid: list[float],
    vectors: int,
    bins: int,
    seed: list,
) -> None:
    """Write the table and the histograms of vector lengths."""
    z_dim = Cloud.load(cloud).z_dim
    rows, sets, central = compare(
        LengthStatistics.load(lengths),
        z_dim,
        b_grid,
        lambda b: uniform_blocks(b, z_dim, vectors, seeding.generator(*seed, f"b{b:g}")),
    )
    edges, shares = histograms(sets, bins)
    files.write_table(table, rows)
    files.write_arrays(histogram, edges=edges, shares=shares, central=central)


if __name__ == "__main__":
    with job(snakemake):
        radii(
            cloud=snakemake.input.cloud,
            lengths=snakemake.input.lengths,
            table=snakemake.output.table,
            histogram=snakemake.output.histogram,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
