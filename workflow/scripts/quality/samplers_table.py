"""Gather what was measured for every sampler of a case."""

import json
from pathlib import Path

from zpoints import files
from zpoints.logs import job, logger
from zpoints.quality import checks
from zpoints.quality.table import table_of


def samplers_table(rows: str, quality: list[str], output: str) -> None:
    """Write the table by overlap, and say whether the measures pass their controls."""
    table = table_of(
        [
            *json.loads(Path(rows).read_text()),
            *(json.loads(Path(path).read_text()) for path in quality),
        ]
    )
    for row in table[table["kind"] == "sampler"].itertuples():
        logger.info(
            "%s (%s): overlap %.2f (%.2f to %.2f)",
            *(row.name, row.sampler, row.overlap, row.overlap_low, row.overlap_high),
        )
    failures = checks.overlap_failures(table) + checks.detector_failures(table)
    log = logger.warning if failures else logger.info
    log("%s", checks.summary(table))
    files.write_table(output, table)


if __name__ == "__main__":
    with job(snakemake):
        samplers_table(
            rows=snakemake.input.rows,
            quality=snakemake.input.quality,
            output=snakemake.output.table,
        )
