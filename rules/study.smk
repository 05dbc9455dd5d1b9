"""The page that a person opens first, from question to verdicts, and the atlas to walk through."""

import os

from zpoints.study.atlas.sources import sources
from zpoints.study.settings import page_settings

ATLAS = config["atlas"]["cases"] or CASES
# What decides the results of the study.
SETTINGS = page_settings(
    config,
    {
        **{
            section: study.decisive(section)
            for section in ("dataset", "training", "encoding")
        },
        "cases": {
            case: (
                {
                    **study.case_settings(case),
                    "seed": study.seed([], {"case": case})[0],
                }
                if case in study.trained
                else config["cases"][case]
            )
            for case in CASES
        },
    },
)


rule page:
    input:
        # What zpoints.study.results.CaseResults reads of each case, in the order of the cases.
        samplers=expand(rules.samplers_table.output.table, case=CASES),
        components=expand(rules.components.output.table, case=CASES),
        radii=expand(rules.radii.output.table, case=CASES),
        lengths=expand(rules.radii.output.histogram, case=CASES),
        region_hits=expand(rules.regions.output.table, case=CASES),
        pca=expand(rules.spectrum.output.table, case=CASES),
        thresholds=expand(rules.matrix.output.thresholds, case=CASES),
        attributes=expand(rules.attribute_correlations.output.table, case=CASES),
        reconstructions=expand(rules.reconstructions.output.images, case=CASES),
        paths=expand(rules.paths.output.images, case=CASES),
        # A file for each of HERO, case by case.
        images=expand(rules.decoding.output.images, case=CASES, sampler=HERO),
        history=expand(rules.training.output.history, case=study.trained),
        findings=rules.verdicts.output.table,
        trainings=rules.training_distances.output.table if study.alike else [],
        manifest=rules.images.output.manifest,
        library=library("study/page"),
    output:
        page="<results>/index.html",
    log:
        "<logs>/page.log",
    benchmark:
        "<benchmarks>/page.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        cases=CASES,
        trained=study.trained,
        shown=HERO,
        study=config["study"],
        source=config["dataset"]["source"],
        sigma=config["samples"]["strips"]["sigma"],
        settings=SETTINGS,
        # The times of the jobs are shown if they are here; nothing waits for them.
        benchmarks=f"results/{config['study']}/benchmarks",
    message:
        "Writing the page of the study"
    script:
        "../workflow/scripts/study/page.py"


rule atlas:
    input:
        # What zpoints.study.atlas.results.CaseResults reads of each case, in the order of the cases.
        latents=expand(rules.encoding.output.manifest, case=ATLAS),
        cloud=expand(rules.covariance.output.cloud, case=ATLAS),
        lengths=expand(rules.covariance.output.lengths, case=ATLAS),
        distances=expand(rules.distances.output.distances, case=ATLAS),
        attributes=expand(rules.attribute_correlations.output.table, case=ATLAS),
        samplers=expand(rules.samplers_table.output.table, case=ATLAS),
        reconstructions=expand(rules.reconstructions.output.images, case=ATLAS),
        paths=expand(rules.paths.output.images, case=ATLAS),
        decoder=expand(DECODER, case=ATLAS),
        # A file for each sampler, case by case.
        vectors=expand(rules.draws.output.latents, case=ATLAS, sampler=study.samplers),
        images=expand(rules.decoding.output.images, case=ATLAS, sampler=study.samplers),
        manifest=rules.images.output.manifest,
        table=rules.images.output.table,
        values=rules.images.output.attributes,
        findings=rules.verdicts.output.table,
        # Template, style, scripts and the program that decodes.
        sources=[os.path.relpath(path) for path in sources()],
        library=library("study/atlas"),
    output:
        page="<results>/atlas.html",
    log:
        "<logs>/atlas.log",
    benchmark:
        "<benchmarks>/atlas.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        cases=ATLAS,
        kinds={name: entry["sampler"] for name, entry in study.samplers.items()},
        study=config["study"],
        source=config["dataset"]["source"],
        settings={
            **{
                key: config["atlas"][key]
                for key in ("images", "thumbnails", "decoder")
            },
            "sigma": config["samples"]["strips"]["sigma"],
            "cases": {case: SETTINGS["cases"][case] for case in ATLAS},
        },
        seed=study.shared_seed(["atlas"]),
    message:
        "Writing the atlas of the study"
    script:
        "../workflow/scripts/study/atlas.py"


rule study:
    input:
        rules.page.output.page,
        rules.atlas.output.page,
    message:
        "The pages of the study are written: results/{config[study]}/index.html and atlas.html"
