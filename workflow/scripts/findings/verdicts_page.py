"""Write the table of verdicts as a page, with the rules."""

from zpoints import files
from zpoints.findings.page import page
from zpoints.findings.table import read_table
from zpoints.logs import job


def verdicts_page(table: str, output: str) -> None:
    """Write every statement with its rule and its verdicts as HTML."""
    with files.replacing(output) as temporary:
        temporary.write_text(page(read_table(table)), encoding="utf-8")


if __name__ == "__main__":
    with job(snakemake):
        verdicts_page(table=snakemake.input.table, output=snakemake.output.page)
