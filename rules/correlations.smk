"""Correlations between latent components."""


rule correlate:
    input:
        latents="<results>/{case}/latents.json",
        moments="<results>/{case}/geometry/cloud.npz",
        library=library("correlate"),
    output:
        matrix="<results>/{case}/correlations/matrix.npy",
        full_matrix="<results>/{case}/correlations/full_matrix.npy",
        subset="<results>/{case}/correlations/subset.npy",
        pairs="<results>/{case}/correlations/pairs.csv",
        thresholds="<results>/{case}/correlations/thresholds.csv",
    log:
        "<logs>/{case}/correlate.log",
    benchmark:
        "<benchmarks>/{case}/correlate.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        settings={
            "vectors": config["correlations"]["vectors"],
            "subsets": config["correlations"]["subsets"],
            "thresholds": config["correlations"]["thresholds"],
            "pairs_above": config["correlations"]["pairs_above"],
        },
        seed=seed("{case}", "correlate"),
    message:
        "Correlating the components of case {wildcards.case}"
    script:
        "../workflow/scripts/correlate.py"


rule matrix_figure:
    input:
        matrix="<results>/{case}/correlations/matrix.npy",
        subset="<results>/{case}/correlations/subset.npy",
        moments="<results>/{case}/geometry/cloud.npz",
        library=library("matrix_figure"),
    output:
        figure=report(
            "<results>/{case}/correlations/matrix.png",
            caption="../workflow/report/matrix.rst",
            category="Correlations",
            labels={"case": "{case}", "figure": "matrix"},
        ),
    log:
        "<logs>/{case}/matrix_figure.log",
    benchmark:
        "<benchmarks>/{case}/matrix_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["correlations"]["matrix_figure"],
    message:
        "Drawing the correlation matrix of case {wildcards.case}"
    script:
        "../workflow/scripts/matrix_figure.py"


rule pairs_figure:
    input:
        latents="<results>/{case}/latents.json",
        matrix="<results>/{case}/correlations/matrix.npy",
        subset="<results>/{case}/correlations/subset.npy",
        attributes=(
            "<results>/dataset/attributes.csv"
            if config["correlations"]["pairs_figure"]["colour"] is not None
            else []
        ),
        library=library("pairs_figure"),
    output:
        figure=report(
            "<results>/{case}/correlations/pairs.png",
            caption="../workflow/report/pairs.rst",
            category="Correlations",
            labels={"case": "{case}", "figure": "strongest pairs"},
        ),
    log:
        "<logs>/{case}/pairs_figure.log",
    benchmark:
        "<benchmarks>/{case}/pairs_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["correlations"]["pairs_figure"],
        seed=seed("{case}", "pairs_figure"),
    message:
        "Drawing correlated pairs of case {wildcards.case}"
    script:
        "../workflow/scripts/pairs_figure.py"


rule slices:
    input:
        latents="<results>/{case}/latents.json",
        moments="<results>/{case}/geometry/cloud.npz",
        subset="<results>/{case}/correlations/subset.npy",
        library=library("slices"),
    output:
        table="<results>/{case}/correlations/slices.csv",
        figure=report(
            "<results>/{case}/correlations/slices.png",
            caption="../workflow/report/slices.rst",
            category="Correlations",
            labels={"case": "{case}", "figure": "slices"},
        ),
    log:
        "<logs>/{case}/slices.log",
    benchmark:
        "<benchmarks>/{case}/slices.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["correlations"]["slices"],
    message:
        "Cutting slices through the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/slices.py"


rule correlations:
    input:
        expand(
            "<results>/{case}/correlations/{file}",
            case=CASES,
            file=[
                "pairs.csv",
                "thresholds.csv",
                "matrix.png",
                "pairs.png",
                "slices.png",
            ],
        ),
    message:
        "All correlations are drawn"
