"""Count how often uniform vectors, and the data themselves, lie in the region of the data."""

import pandas as pd

from zpoints import files, seeding
from zpoints.distributions.regions import grid_points, hits_table
from zpoints.distributions.uniform import uniform_blocks
from zpoints.logs import job
from zpoints.stores.reader import open_store


def regions(
    latents: str,
    components: str,
    table: str,
    grid: str,
    b: list[float],
    k: list[float],
    grid_values: list[int],
    seed: list,
) -> None:
    """Write the table of hits and the number of points of regular grids."""
    store = open_store(latents)
    (z_dim,) = store.row_shape("latents")
    described = pd.read_csv(components)
    hits = hits_table(
        latents=(block for _, block in store.blocks("latents")),
        cube=lambda b: uniform_blocks(b, z_dim, store.rows, seeding.generator(*seed, f"b{b:g}")),
        mode=described["mode"].to_numpy(),
        half_width=described["half_width"].to_numpy(),
        b=b,
        k=k,
    )
    files.write_table(table, hits)
    files.write_table(grid, grid_points(z_dim, grid_values))


if __name__ == "__main__":
    with job(snakemake):
        regions(
            latents=snakemake.input.latents,
            components=snakemake.input.components,
            table=snakemake.output.table,
            grid=snakemake.output.grid,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
