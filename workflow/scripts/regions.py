"""Count how often uniform vectors, and the data themselves, lie in the region of the data."""

import math

import pandas as pd

from zpoints import distributions, files, regions, seeding, stores
from zpoints.logs import job, logger


def count_regions(
    latents: str, components: str, table: str, grid: str, settings: dict, seed: list
) -> None:
    """Write the table of hits and the number of points of regular grids."""
    store = stores.open_store(latents)
    (z_dim,) = store.row_shape("latents")
    described = pd.read_csv(components)
    mode, half_width = described["mode"].to_numpy(), described["half_width"].to_numpy()
    regions.check(mode, half_width)
    k = settings["k"]
    vectors, hits = regions.count_hits(
        (block for _, block in store.blocks("latents")), mode, half_width, k
    )
    rows = [
        ("latents", math.nan, k_, vectors, count, regions.log10_share(count, vectors))
        for k_, count in zip(k, hits, strict=True)
    ]
    for b in settings["b"]:
        generator = seeding.generator(*seed, f"b{b:g}")
        blocks = distributions.uniform_blocks(b, z_dim, store.rows, generator)
        vectors, hits = regions.count_hits(blocks, mode, half_width, k)
        rows += [
            ("uniform", b, k_, vectors, count, regions.log10_probability(b, k_, mode, half_width))
            for k_, count in zip(k, hits, strict=True)
        ]
        logger.info("b = %g: %s hits for k = %s", b, hits.tolist(), k)
    columns = ["source", "b", "k", "vectors", "hits", "log10_probability"]
    written = pd.DataFrame(rows, columns=columns)[[*columns[1:], "source"]]
    files.write_table(table, written)
    files.write_table(grid, regions.grid_points(z_dim, settings["grid_values"]))


if __name__ == "__main__":
    with job(snakemake.log[0], f"regions {snakemake.wildcards.case}"):
        count_regions(
            latents=snakemake.input.latents,
            components=snakemake.input.components,
            table=snakemake.output.table,
            grid=snakemake.output.grid,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
