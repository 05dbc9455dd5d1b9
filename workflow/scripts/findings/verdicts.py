"""Judge every statement for every case."""

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from zpoints import files
from zpoints.findings.evidence import Evidence
from zpoints.findings.table import chance_text, counts_text
from zpoints.findings.verdicts import judge, judge_trainings
from zpoints.logs import job, logger
from zpoints.trainings.table import read_distances


def verdicts(
    cases: Sequence[str],
    evidence: Mapping[str, Sequence[str]],
    trainings: str | None,
    output: str,
) -> None:
    """Write the table of verdicts.

    `evidence` names the files of each field of `Evidence`, in the order of the cases.
    """
    paths = [dict(zip(evidence, one, strict=True)) for one in zip(*evidence.values(), strict=True)]
    table = judge({case: Evidence.load(**own) for case, own in zip(cases, paths, strict=True)})
    distances = read_distances(trainings) if trainings else None
    table = pd.concat([table, judge_trainings(distances, cases)], ignore_index=True)
    logger.info("verdicts: %s", counts_text(table))
    logger.info(chance_text(table))
    files.write_table(output, table)


if __name__ == "__main__":
    with job(snakemake):
        verdicts(
            cases=snakemake.params.cases,
            evidence={
                field.name: snakemake.input[field.name] for field in dataclasses.fields(Evidence)
            },
            trainings=files.optional(snakemake.input.get("trainings")),
            output=snakemake.output.table,
        )
