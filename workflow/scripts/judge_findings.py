"""Judge every published statement for every case."""

from pathlib import Path

import numpy as np
import pandas as pd

from zpoints import files, findings, plots
from zpoints.logs import job, logger


def read_evidence(paths: dict[str, str]) -> findings.Evidence:
    """What was measured for one case, from the tables that its analyses wrote."""
    with np.load(paths["histogram"], allow_pickle=False) as saved:
        centres = saved["centres"]
    tables = {
        name: pd.read_csv(paths[name])
        for name in (
            *("components", "radii", "region_hits", "grid_points"),
            *("slices", "origin", "normality", "samplers"),
        )
    }
    return findings.Evidence(
        bin_width=float(centres[1] - centres[0]),
        correlations=np.load(paths["matrix"], allow_pickle=False),
        drawn=len(np.load(paths["subset"], allow_pickle=False)),
        **tables,
    )


def judge_findings(
    evidence: dict[str, dict[str, str]], trainings: str | None, table: str, figure: str, page: str
) -> None:
    """Write the table, draw it, and write a page with the rules."""
    found = findings.judge({case: read_evidence(paths) for case, paths in evidence.items()})
    compared = pd.read_csv(trainings) if trainings else None
    everything = pd.concat(
        [found, findings.judge_trainings(compared, list(evidence))], ignore_index=True
    )
    counts = everything["verdict"].value_counts()
    logger.info("verdicts: %s", ", ".join(f"{name} {n}" for name, n in counts.items()))
    files.write_table(table, everything)
    plots.findings(everything, "Published statements, and what was measured here", Path(figure))
    with files.replacing(page) as temporary:
        temporary.write_text(findings.page(everything), encoding="utf-8")


if __name__ == "__main__":
    with job(snakemake.log[0], "judge_findings"):
        names, cases = snakemake.params.tables, snakemake.params.cases
        given = iter(snakemake.input.evidence)
        judge_findings(
            evidence={case: {name: next(given) for name in names} for case in cases},
            trainings=(list(snakemake.input.trainings) or [None])[0],
            table=snakemake.output.table,
            figure=snakemake.output.figure,
            page=snakemake.output.page,
        )
