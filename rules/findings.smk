"""Which published statements hold, and whether two trainings of one architecture differ."""

# Tables of a case that the statements are judged by: name in the script, file below the case.
EVIDENCE = {
    "components": "distributions/components.csv",
    "histogram": "distributions/histogram.npz",
    "radii": "distributions/radii.csv",
    "region_hits": "distributions/region_hits.csv",
    "grid_points": "distributions/grid_points.csv",
    "matrix": "correlations/matrix.npy",
    "subset": "correlations/subset.npy",
    "slices": "correlations/slices.csv",
    "origin": "geometry/origin.csv",
    "normality": "geometry/normality.csv",
    "samplers": "samplers.csv",
}
TRAINED_TWICE = [case for case in CASES if any(case in pair for pair in ALIKE)]


rule compare_trainings:
    input:
        latents=expand("<results>/{case}/latents.json", case=TRAINED_TWICE),
        library=library("compare_trainings"),
    output:
        table="<results>/trainings.csv",
        figure=report(
            "<results>/trainings.png",
            caption="../workflow/report/trainings.rst",
            category="Findings",
            labels={"figure": "two trainings"},
        ),
    log:
        "<logs>/compare_trainings.log",
    benchmark:
        "<benchmarks>/compare_trainings.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["trainings"],
        cases=TRAINED_TWICE,
        pairs=[list(pair) for pair in ALIKE],
        seed=seed("compare_trainings"),
    message:
        "Comparing trainings of one architecture"
    script:
        "../workflow/scripts/compare_trainings.py"


rule judge_findings:
    input:
        evidence=expand("<results>/{case}/{file}", case=CASES, file=EVIDENCE.values()),
        trainings=["<results>/trainings.csv"] if ALIKE else [],
        library=library("judge_findings"),
    output:
        table=report(
            "<results>/findings.csv",
            caption="../workflow/report/findings.rst",
            category="Findings",
            labels={"figure": "table (CSV)"},
        ),
        figure=report(
            "<results>/findings.png",
            caption="../workflow/report/findings.rst",
            category="Findings",
            labels={"figure": "published statements"},
        ),
        page=report(
            "<results>/findings.html",
            caption="../workflow/report/findings.rst",
            category="Findings",
            labels={"figure": "with the rules of the verdicts"},
        ),
    log:
        "<logs>/judge_findings.log",
    benchmark:
        "<benchmarks>/judge_findings.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        cases=CASES,
        tables=list(EVIDENCE),
    message:
        "Judging the published statements"
    script:
        "../workflow/scripts/judge_findings.py"


rule findings:
    input:
        "<results>/findings.csv",
        ["<results>/trainings.png"] if ALIKE else [],
    message:
        "All statements are judged"
