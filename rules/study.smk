"""The page that a person opens first: the study from its question to its verdicts."""

from zpoints.study.settings import page_settings


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
        settings=page_settings(
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
        ),
        # The times of the jobs are shown if they are here; nothing waits for them.
        benchmarks=f"results/{config['study']}/benchmarks",
    message:
        "Writing the page of the study"
    script:
        "../workflow/scripts/study/page.py"


rule study:
    input:
        rules.page.output.page,
    message:
        "The page of the study is written: results/{config[study]}/index.html"
