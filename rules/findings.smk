"""Which statements hold for the data at hand: published ones, and our own."""


rule verdicts:
    input:
        # Each field of zpoints.findings.evidence.Evidence, in the order of the cases.
        components=expand(rules.components.output.table, case=CASES),
        histogram=expand(rules.histogram.output.histogram, case=CASES),
        radii=expand(rules.radii.output.table, case=CASES),
        region_hits=expand(rules.regions.output.table, case=CASES),
        grid_points=expand(rules.regions.output.grid, case=CASES),
        correlations=expand(rules.matrix.output.matrix, case=CASES),
        subset=expand(rules.matrix.output.subset, case=CASES),
        slices=expand(rules.slices.output.table, case=CASES),
        origin=expand(rules.origin.output.table, case=CASES),
        normality=expand(rules.normality.output.table, case=CASES),
        samplers=expand(rules.samplers_table.output.table, case=CASES),
        trainings=rules.training_distances.output.table if study.alike else [],
        library=library("findings/verdicts"),
    output:
        table=report(
            "<results>/findings/findings.csv",
            caption="../workflow/report/findings/verdicts.rst",
            category="6 Verdicts",
            labels={"figure": "table (CSV)"},
        ),
    log:
        "<logs>/verdicts.log",
    benchmark:
        "<benchmarks>/verdicts.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        cases=CASES,
    message:
        "Judging the statements"
    script:
        "../workflow/scripts/findings/verdicts.py"


rule verdicts_page:
    input:
        table=rules.verdicts.output.table,
        # In the order of the cases.
        samplers=expand(rules.samplers_table.output.table, case=CASES),
        images=rules.images.output.manifest,
        library=library("findings/verdicts_page"),
    output:
        page=report(
            "<results>/findings/findings.html",
            caption="../workflow/report/findings/verdicts.rst",
            category="6 Verdicts",
            labels={"figure": "with the rules of the verdicts"},
        ),
    log:
        "<logs>/verdicts_page.log",
    benchmark:
        "<benchmarks>/verdicts_page.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        cases=CASES,
        study=config["study"],
        source=config["dataset"]["source"],
    message:
        "Writing the page of the verdicts and their rules"
    script:
        "../workflow/scripts/findings/verdicts_page.py"


rule findings:
    input:
        rules.verdicts.output,
        rules.verdicts_page.output,
        rules.training_distances_figure.output if study.alike else [],
    message:
        "All statements are judged"
