"""Draw how often images pass as faces against how varied they are."""

from zpoints.logs import job
from zpoints.quality import figures
from zpoints.quality.table import read_table


def trade_off_figure(table: str, output: str, case: str) -> None:
    """Draw the table of samplers of a case."""
    figures.trade_off(read_table(table), f"Case {case}", output)


if __name__ == "__main__":
    with job(snakemake):
        trade_off_figure(
            table=snakemake.input.table,
            output=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
