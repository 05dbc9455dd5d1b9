"""Write the page that a person opens first."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from zpoints import files
from zpoints.findings.about import data_text, rights_text
from zpoints.findings.table import read_table
from zpoints.logs import job
from zpoints.stores.reader import open_store
from zpoints.study import making
from zpoints.study import page as drawing
from zpoints.study.results import CaseResults
from zpoints.trainings.table import read_distances

# Inputs that are a file for each case.
FIELDS = ("samplers", "components", "radii", "lengths", "region_hits", "pca", "thresholds")
FIELDS += ("attributes", "reconstructions", "paths")


def page(
    results: Mapping[str, Sequence[str]],
    images: Mapping[tuple[str, str], str],
    history: Mapping[str, str],
    findings: str,
    trainings: str | None,
    manifest: str,
    output: str,
    cases: Sequence[str],
    settings: Mapping[str, Any],
    benchmarks: str,
    study: str,
    source: str,
    sigma: float,
) -> None:
    """Write the page; `images` are by case and sampler, `history` by case where it was trained."""
    store = open_store(manifest)
    paths = [dict(zip(results, one, strict=True)) for one in zip(*results.values(), strict=True)]
    shown = {case: {name: images[c, name] for c, name in images if c == case} for case in cases}
    text = drawing.page(
        study=study,
        data=data_text(study, source, store.rows, store.row_shape("images")),
        rights=rights_text(source),
        cases=[
            CaseResults.load(case, own, shown[case], history.get(case))
            for case, own in zip(cases, paths, strict=True)
        ],
        findings=read_table(findings),
        trainings=read_distances(trainings) if trainings else None,
        sigma=sigma,
        made=drawing.Making(
            settings, making.versions(), making.steps(benchmarks, cases), making.cores()
        ),
    )
    with files.replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with job(snakemake):
        params = snakemake.params
        places = itertools.product(params.cases, params.shown)
        page(
            results={field: snakemake.input[field] for field in FIELDS},
            images=dict(zip(places, snakemake.input.images, strict=True)),
            history=dict(zip(params.trained, snakemake.input.get("history", []), strict=True)),
            findings=snakemake.input.findings,
            trainings=files.optional(snakemake.input.get("trainings")),
            manifest=snakemake.input.manifest,
            output=snakemake.output.page,
            **{
                name: params[name]
                for name in ("cases", "settings", "benchmarks", "study", "source", "sigma")
            },
        )
