"""Write the table of verdicts as a page, with the rules."""

from collections.abc import Sequence

from zpoints import files
from zpoints.findings.about import data_text
from zpoints.findings.page import page
from zpoints.findings.table import read_table
from zpoints.logs import job
from zpoints.quality import table as quality_table
from zpoints.quality.checks import summary
from zpoints.stores.reader import open_store


def verdicts_page(
    table: str,
    samplers: Sequence[str],
    images: str,
    output: str,
    cases: Sequence[str],
    study: str,
    source: str,
) -> None:
    """Write every statement with its rule and its verdicts as HTML.

    `samplers` are the tables of the samplers, in the order of the cases.
    """
    store = open_store(images)
    data = data_text(study, source, store.rows, store.row_shape("images"))
    controls = {
        case: summary(quality_table.read_table(path))
        for case, path in zip(cases, samplers, strict=True)
    }
    with files.replacing(output) as temporary:
        temporary.write_text(page(read_table(table), data, controls), encoding="utf-8")


if __name__ == "__main__":
    with job(snakemake):
        verdicts_page(
            table=snakemake.input.table,
            samplers=snakemake.input.samplers,
            images=snakemake.input.images,
            output=snakemake.output.page,
            cases=snakemake.params.cases,
            study=snakemake.params.study,
            source=snakemake.params.source,
        )
