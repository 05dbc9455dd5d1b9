"""Draw the overlap of each sampler's images with reconstructions of real ones."""

from zpoints.logs import job
from zpoints.quality import ladder
from zpoints.quality.table import read_table


def overlap_figure(table: str, output: str, case: str) -> None:
    """Draw the table of samplers of a case."""
    ladder.overlap(read_table(table), case, output)


if __name__ == "__main__":
    with job(snakemake):
        overlap_figure(
            table=snakemake.input.table,
            output=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
