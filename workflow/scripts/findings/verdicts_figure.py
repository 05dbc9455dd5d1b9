"""Draw the table of verdicts."""

from zpoints.findings import figures
from zpoints.findings.table import counts_text, read_table
from zpoints.logs import job


def verdicts_figure(table: str, output: str) -> None:
    """Draw every statement with its verdicts."""
    rows = read_table(table)
    title = f"Statements, and what was measured here\n{counts_text(rows)}"
    figures.draw(rows, title, output)


if __name__ == "__main__":
    with job(snakemake):
        verdicts_figure(table=snakemake.input.table, output=snakemake.output.figure)
