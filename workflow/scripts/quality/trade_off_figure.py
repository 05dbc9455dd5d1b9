"""Draw how true each sampler's images are against how varied they are."""

from zpoints.logs import job
from zpoints.quality.table import read_table
from zpoints.quality.trade_off import trade_off


def trade_off_figure(table: str, output: str, case: str) -> None:
    """Draw the table of samplers of a case."""
    trade_off(read_table(table), case, output)


if __name__ == "__main__":
    with job(snakemake):
        trade_off_figure(
            table=snakemake.input.table,
            output=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
