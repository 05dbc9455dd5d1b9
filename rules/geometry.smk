"""Shape of the cloud of latent vectors."""


rule spectrum:
    input:
        cloud=rules.covariance.output.cloud,
        library=library("geometry/spectrum"),
    output:
        table="<results>/{case}/geometry/pca.csv",
    log:
        "<logs>/{case}/spectrum.log",
    benchmark:
        "<benchmarks>/{case}/spectrum.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Measuring the principal components of case {wildcards.case}"
    script:
        "../workflow/scripts/geometry/spectrum.py"


rule spectrum_figure:
    input:
        table=rules.spectrum.output.table,
        library=library("geometry/spectrum_figure"),
    output:
        figure=report(
            "<results>/{case}/geometry/spectrum.png",
            caption="../workflow/report/geometry/spectrum_figure.rst",
            category="2 The cloud",
            labels={"case": "{case}", "figure": "principal components"},
        ),
    log:
        "<logs>/{case}/spectrum_figure.log",
    benchmark:
        "<benchmarks>/{case}/spectrum_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing the principal components of case {wildcards.case}"
    script:
        "../workflow/scripts/geometry/spectrum_figure.py"


rule origin:
    input:
        latents=rules.encoding.output.manifest,
        cloud=rules.covariance.output.cloud,
        distances=rules.distances.output.distances,
        components=rules.components.output.table,
        library=library("geometry/origin"),
    output:
        table="<results>/{case}/geometry/origin.csv",
    log:
        "<logs>/{case}/origin.log",
    benchmark:
        "<benchmarks>/{case}/origin.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        settings={
            key: config["geometry"][key] for key in ("neighbours", "neighbour_queries")
        },
        seed=seed("{case}", "geometry"),
    message:
        "Measuring where the origin lies in the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/geometry/origin.py"


rule normality:
    input:
        latents=rules.encoding.output.manifest,
        cloud=rules.covariance.output.cloud,
        distances=rules.distances.output.distances,
        components=rules.components.output.table,
        library=library("geometry/normality"),
    output:
        table="<results>/{case}/geometry/normality.csv",
    log:
        "<logs>/{case}/normality.log",
    benchmark:
        "<benchmarks>/{case}/normality.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        settings={key: config["geometry"][key] for key in ("leading", "outlier_sigma")},
    message:
        "Comparing the cloud of case {wildcards.case} with a Gaussian"
    script:
        "../workflow/scripts/geometry/normality.py"


rule normality_figure:
    input:
        distances=rules.distances.output.distances,
        components=rules.components.output.table,
        library=library("geometry/normality_figure"),
    output:
        figure=report(
            "<results>/{case}/geometry/normality.png",
            caption="../workflow/report/geometry/normality_figure.rst",
            category="2 The cloud",
            labels={"case": "{case}", "figure": "how near to a Gaussian"},
        ),
    log:
        "<logs>/{case}/normality_figure.log",
    benchmark:
        "<benchmarks>/{case}/normality_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing how near the cloud of case {wildcards.case} is to a Gaussian"
    script:
        "../workflow/scripts/geometry/normality_figure.py"


rule geometry:
    input:
        expand(
            [
                *rules.spectrum_figure.output,
                *rules.origin.output,
                *rules.normality.output,
                *rules.normality_figure.output,
            ],
            case=CASES,
        ),
    message:
        "The shape of all clouds is measured and drawn"
