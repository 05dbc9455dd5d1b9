"""Correlations between latent components."""


rule matrix:
    input:
        latents=rules.encoding.output.manifest,
        cloud=rules.covariance.output.cloud,
        library=library("correlations/matrix"),
    output:
        matrix="<results>/{case}/correlations/matrix.npy",
        full_matrix="<results>/{case}/correlations/full_matrix.npy",
        subset="<results>/{case}/correlations/subset.npy",
        pairs="<results>/{case}/correlations/pairs.csv",
        thresholds="<results>/{case}/correlations/thresholds.csv",
    log:
        "<logs>/{case}/matrix.log",
    benchmark:
        "<benchmarks>/{case}/matrix.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        settings={
            key: config["correlations"][key]
            for key in ("vectors", "subsets", "thresholds", "pairs_above")
        },
        seed=seed("{case}", "correlate"),
    message:
        "Correlating the components of case {wildcards.case}"
    script:
        "../workflow/scripts/correlations/matrix.py"


rule matrix_figure:
    input:
        matrix=rules.matrix.output.matrix,
        subset=rules.matrix.output.subset,
        library=library("correlations/matrix_figure"),
    output:
        figure=report(
            "<results>/{case}/correlations/matrix.png",
            caption="../workflow/report/correlations/matrix_figure.rst",
            category="2 The cloud",
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
        "../workflow/scripts/correlations/matrix_figure.py"


rule pairs_figure:
    input:
        latents=rules.encoding.output.manifest,
        matrix=rules.matrix.output.matrix,
        subset=rules.matrix.output.subset,
        attributes=(
            rules.images.output.attributes
            if config["correlations"]["pairs_figure"]["colour"] is not None
            else []
        ),
        # They tell which image all figures show first.
        images=(
            rules.images.output.manifest
            if config["correlations"]["pairs_figure"]["image"] is None
            else []
        ),
        # It tells which cube has the mean length of the data.
        cloud=(
            rules.covariance.output.cloud
            if config["correlations"]["pairs_figure"]["b"] is None
            else []
        ),
        library=library("correlations/pairs_figure"),
    output:
        figure=report(
            "<results>/{case}/correlations/pairs.png",
            caption="../workflow/report/correlations/pairs_figure.rst",
            category="3 Why a cube misses it",
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
        shown_seed=SHOWN_SEED,
    message:
        "Drawing correlated pairs of case {wildcards.case}"
    script:
        "../workflow/scripts/correlations/pairs_figure.py"


rule slices:
    input:
        latents=rules.encoding.output.manifest,
        cloud=rules.covariance.output.cloud,
        subset=rules.matrix.output.subset,
        library=library("correlations/slices"),
    output:
        table="<results>/{case}/correlations/slices.csv",
        inside="<results>/{case}/correlations/slices.npz",
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
        "../workflow/scripts/correlations/slices.py"


rule slices_figure:
    input:
        latents=rules.encoding.output.manifest,
        subset=rules.matrix.output.subset,
        table=rules.slices.output.table,
        inside=rules.slices.output.inside,
        library=library("correlations/slices_figure"),
    output:
        figure="<results>/{case}/correlations/slices.png",
    log:
        "<logs>/{case}/slices_figure.log",
    benchmark:
        "<benchmarks>/{case}/slices_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing slices through the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/correlations/slices_figure.py"


rule correlations:
    input:
        expand(
            [
                rules.matrix.output.pairs,
                rules.matrix.output.thresholds,
                rules.matrix_figure.output.figure,
                rules.pairs_figure.output.figure,
                rules.slices_figure.output.figure,
            ],
            case=CASES,
        ),
    message:
        "All correlations are drawn"
