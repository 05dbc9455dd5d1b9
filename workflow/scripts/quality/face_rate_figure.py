"""Draw how often each sampler's images pass as faces."""

from zpoints.logs import job
from zpoints.quality import ladder
from zpoints.quality.table import read_table


def face_rate_figure(table: str, output: str, case: str) -> None:
    """Draw the face rates of a case in the order of overlap."""
    ladder.face_rate(read_table(table), case, output)


if __name__ == "__main__":
    with job(snakemake):
        face_rate_figure(
            table=snakemake.input.table,
            output=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
