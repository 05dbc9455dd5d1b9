"""Number distributions of latent components, and vector lengths."""


rule components_shard:
    input:
        latents="<results>/{case}/latents.json",
    output:
        counts=temp("<results>/{case}/shards/components-{scatteritem}.npz"),
    log:
        "<logs>/{case}/components_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/{case}/components_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        library=library_digest("components_shard"),
        histogram=config["distributions"]["histogram"],
    message:
        "Counting the component values of case {wildcards.case}, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/components_shard.py"


rule components:
    input:
        latents="<results>/{case}/latents.json",
        counts=gather.vectors("<results>/{{case}}/shards/components-{scatteritem}.npz"),
        library=library("components", "components_shard"),
    output:
        table="<results>/{case}/distributions/components.csv",
        histogram="<results>/{case}/distributions/histogram.npz",
    log:
        "<logs>/{case}/components.log",
    benchmark:
        "<benchmarks>/{case}/components.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        histogram=config["distributions"]["histogram"],
        dominant=config["distributions"]["dominant"],
    message:
        "Describing the components of case {wildcards.case}"
    script:
        "../workflow/scripts/components.py"


rule uniform_components:
    input:
        radii="<results>/{case}/distributions/radii.csv",
        components="<results>/{case}/distributions/components.csv",
        library=library("uniform_components"),
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
            "b": config["distributions"]["uniform_components"]["b"],
            "vectors": config["distributions"]["uniform_components"]["vectors"],
            "histogram": config["distributions"]["histogram"],
            "dominant": config["distributions"]["dominant"],
        },
        seed=seed("{case}", "uniform_components"),
    message:
        "Counting the component values of uniform vectors for case {wildcards.case}"
    script:
        "../workflow/scripts/uniform_components.py"


rule components_figure:
    input:
        table="<results>/{case}/distributions/components.csv",
        histogram="<results>/{case}/distributions/histogram.npz",
        uniform="<results>/{case}/distributions/uniform_histogram.npz",
        library=library("components_figure"),
    output:
        components=report(
            "<results>/{case}/distributions/components.png",
            caption="../workflow/report/components.rst",
            category="Distributions",
            labels={"case": "{case}", "figure": "all components"},
        ),
        dominant=report(
            "<results>/{case}/distributions/dominant.png",
            caption="../workflow/report/dominant.rst",
            category="Distributions",
            labels={"case": "{case}", "figure": "dominant components"},
        ),
    log:
        "<logs>/{case}/components_figure.log",
    benchmark:
        "<benchmarks>/{case}/components_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["distributions"]["components_figure"],
    message:
        "Drawing the component distributions of case {wildcards.case}"
    script:
        "../workflow/scripts/components_figure.py"


rule radii:
    input:
        moments="<results>/{case}/geometry/cloud.npz",
        lengths="<results>/{case}/geometry/lengths.npz",
        library=library("radii"),
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
        "../workflow/scripts/radii.py"


rule radii_figure:
    input:
        table="<results>/{case}/distributions/radii.csv",
        histogram="<results>/{case}/distributions/radii.npz",
        library=library("radii_figure"),
    output:
        figure=report(
            "<results>/{case}/distributions/radii.png",
            caption="../workflow/report/radii.rst",
            category="Distributions",
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
        "../workflow/scripts/radii_figure.py"


rule regions:
    input:
        latents="<results>/{case}/latents.json",
        components="<results>/{case}/distributions/components.csv",
        library=library("regions"),
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
        "../workflow/scripts/regions.py"


rule regions_figure:
    input:
        table="<results>/{case}/distributions/region_hits.csv",
        library=library("regions_figure"),
    output:
        figure=report(
            "<results>/{case}/distributions/region_hits.png",
            caption="../workflow/report/regions.rst",
            category="Distributions",
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
        "../workflow/scripts/regions_figure.py"


rule distributions:
    input:
        expand(
            "<results>/{case}/distributions/{figure}.png",
            case=CASES,
            figure=["components", "dominant", "radii", "region_hits"],
        ),
    message:
        "All distributions are drawn"
