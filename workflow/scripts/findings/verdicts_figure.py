"""Draw the table of verdicts."""

from zpoints.findings import figures
from zpoints.findings.table import read_table
from zpoints.logs import job


def verdicts_figure(table: str, output: str) -> None:
    """Draw every statement with its verdicts."""
    title = "Published statements, and what was measured here"
    figures.draw(read_table(table), title, output)


if __name__ == "__main__":
    with job(snakemake):
        verdicts_figure(table=snakemake.input.table, output=snakemake.output.figure)
