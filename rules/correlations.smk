"""Correlations between latent components."""


rule correlate:
    message:
        "Correlating the components of case {wildcards.case}"
    input:
        latents="<results>/{case}/latents.json",
        library=library("correlate"),
    output:
        matrix="<results>/{case}/correlations/matrix.npy",
        subset="<results>/{case}/correlations/subset.npy",
        pairs="<results>/{case}/correlations/pairs.csv",
        thresholds="<results>/{case}/correlations/thresholds.csv",
    params:
        settings={
            "vectors": config["correlations"]["vectors"],
            "thresholds": config["correlations"]["thresholds"],
            "pairs_above": config["correlations"]["pairs_above"],
        },
        seed=seed("{case}", "correlate"),
    log:
        "<logs>/{case}/correlate.log",
    benchmark:
        "<benchmarks>/{case}/correlate.tsv"
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/correlate.py"


rule matrix_figure:
    message:
        "Drawing the correlation matrix of case {wildcards.case}"
    input:
        matrix="<results>/{case}/correlations/matrix.npy",
        library=library("matrix_figure"),
    output:
        figure=report(
            "<results>/{case}/correlations/matrix.png",
            caption="../workflow/report/matrix.rst",
            category="Correlations",
            labels={"case": "{case}", "figure": "matrix"},
        ),
    params:
        settings=config["correlations"]["matrix_figure"],
    log:
        "<logs>/{case}/matrix_figure.log",
    benchmark:
        "<benchmarks>/{case}/matrix_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/matrix_figure.py"


rule pairs_figure:
    message:
        "Drawing correlated pairs of case {wildcards.case}"
    input:
        latents="<results>/{case}/latents.json",
        matrix="<results>/{case}/correlations/matrix.npy",
        subset="<results>/{case}/correlations/subset.npy",
        library=library("pairs_figure"),
    output:
        figure=report(
            "<results>/{case}/correlations/pairs.png",
            caption="../workflow/report/pairs.rst",
            category="Correlations",
            labels={"case": "{case}", "figure": "strongest pairs"},
        ),
    params:
        settings=config["correlations"]["pairs_figure"],
        seed=seed("{case}", "pairs_figure"),
    log:
        "<logs>/{case}/pairs_figure.log",
    benchmark:
        "<benchmarks>/{case}/pairs_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/pairs_figure.py"


rule correlations:
    message:
        "All correlations are drawn"
    input:
        expand(
            "<results>/{case}/correlations/{file}",
            case=CASES,
            file=["pairs.csv", "thresholds.csv", "matrix.png", "pairs.png"],
        ),
