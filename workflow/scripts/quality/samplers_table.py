"""Gather what was measured for every sampler of a case."""

import json
from pathlib import Path

from zpoints import files
from zpoints.logs import job, logger
from zpoints.quality.table import leading_column, table_of


def samplers_table(rows: str, quality: list[str], output: str) -> None:
    """Write the table, best first."""
    table = table_of(
        [
            *json.loads(Path(rows).read_text()),
            *(json.loads(Path(path).read_text()) for path in quality),
        ]
    )
    column = leading_column(table)
    for row in table[table["kind"] == "sampler"].itertuples():
        logger.info("%s: %s %s", row.sampler, column.replace("_", " "), getattr(row, column))
    files.write_table(output, table)


if __name__ == "__main__":
    with job(snakemake):
        samplers_table(
            rows=snakemake.input.rows,
            quality=snakemake.input.quality,
            output=snakemake.output.table,
        )
