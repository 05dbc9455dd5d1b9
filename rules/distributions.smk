"""Number distributions of latent components and of vector lengths, and hits of regions."""


rule components:
    input:
        histogram=rules.histogram.output.histogram,
        moments=rules.histogram.output.moments,
        library=library("distributions/components"),
    output:
        table="<results>/{case}/distributions/components.csv",
    log:
        "<logs>/{case}/components.log",
    benchmark:
        "<benchmarks>/{case}/components.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["dominant"],
    message:
        "Describing the components of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/components.py"


rule radii:
    input:
        cloud=rules.covariance.output.cloud,
        lengths=rules.covariance.output.lengths,
        library=library("distributions/radii"),
    output:
        table="<results>/{case}/distributions/radii.csv",
        histogram="<results>/{case}/distributions/radii.npz",
    log:
        "<logs>/{case}/radii.log",
    benchmark:
        "<benchmarks>/{case}/radii.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["radii"],
        seed=seed("{case}", "radii"),
    message:
        "Measuring vector lengths of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/radii.py"


rule radii_figure:
    input:
        table=rules.radii.output.table,
        histogram=rules.radii.output.histogram,
        library=library("distributions/radii_figure"),
    output:
        figure=report(
            "<results>/{case}/distributions/radii.png",
            caption="../workflow/report/distributions/radii_figure.rst",
            category="3 Why a cube misses it",
            labels={"case": "{case}", "figure": "vector lengths"},
        ),
    log:
        "<logs>/{case}/radii_figure.log",
    benchmark:
        "<benchmarks>/{case}/radii_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["radii_figure"],
    message:
        "Drawing the vector lengths of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/radii_figure.py"


rule uniform_components:
    input:
        radii=rules.radii.output.table,
        histogram=rules.histogram.output.histogram,
        library=library("distributions/uniform_components"),
    output:
        table="<results>/{case}/distributions/uniform_components.csv",
        histogram="<results>/{case}/distributions/uniform_histogram.npz",
    log:
        "<logs>/{case}/uniform_components.log",
    benchmark:
        "<benchmarks>/{case}/uniform_components.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={
            **config["distributions"]["uniform_components"],
            **config["distributions"]["dominant"],
        },
        seed=seed("{case}", "uniform_components"),
    message:
        "Counting the component values of uniform vectors for case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/uniform_components.py"


rule components_figure:
    input:
        table=rules.components.output.table,
        histogram=rules.histogram.output.histogram,
        uniform=rules.uniform_components.output.histogram,
        library=library("distributions/components_figure"),
    output:
        figure=report(
            "<results>/{case}/distributions/components.png",
            caption="../workflow/report/distributions/components_figure.rst",
            category="2 The cloud",
            labels={"case": "{case}", "figure": "all components"},
        ),
    log:
        "<logs>/{case}/components_figure.log",
    benchmark:
        "<benchmarks>/{case}/components_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing the component distributions of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/components_figure.py"


rule dominant_figure:
    input:
        table=rules.components.output.table,
        histogram=rules.histogram.output.histogram,
        uniform=rules.uniform_components.output.histogram,
        library=library("distributions/dominant_figure"),
    output:
        figure=report(
            "<results>/{case}/distributions/dominant.png",
            caption="../workflow/report/distributions/dominant_figure.rst",
            category="2 The cloud",
            labels={"case": "{case}", "figure": "dominant components"},
        ),
    log:
        "<logs>/{case}/dominant_figure.log",
    benchmark:
        "<benchmarks>/{case}/dominant_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["components_figure"],
    message:
        "Drawing the dominant components of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/dominant_figure.py"


rule regions:
    input:
        latents=rules.encoding.output.manifest,
        components=rules.components.output.table,
        library=library("distributions/regions"),
    output:
        table="<results>/{case}/distributions/region_hits.csv",
        grid="<results>/{case}/distributions/grid_points.csv",
    log:
        "<logs>/{case}/regions.log",
    benchmark:
        "<benchmarks>/{case}/regions.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["regions"],
        seed=seed("{case}", "regions"),
    message:
        "Counting hits of the region of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/regions.py"


rule regions_figure:
    input:
        table=rules.regions.output.table,
        library=library("distributions/regions_figure"),
    output:
        figure=report(
            "<results>/{case}/distributions/region_hits.png",
            caption="../workflow/report/distributions/regions_figure.rst",
            category="3 Why a cube misses it",
            labels={"case": "{case}", "figure": "region hits"},
        ),
    log:
        "<logs>/{case}/regions_figure.log",
    benchmark:
        "<benchmarks>/{case}/regions_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing hits of the region of case {wildcards.case}"
    script:
        "../workflow/scripts/distributions/regions_figure.py"


rule distributions:
    input:
        expand(
            [
                rules.components_figure.output.figure,
                rules.dominant_figure.output.figure,
                rules.radii_figure.output.figure,
                rules.regions_figure.output.figure,
            ],
            case=CASES,
        ),
    message:
        "All distributions are drawn"
