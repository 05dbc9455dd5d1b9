"""Shape of the cloud of latent vectors."""


rule cloud_shard:
    input:
        latents="<results>/{case}/latents.json",
    output:
        sums=temp("<results>/{case}/shards/cloud-{scatteritem}.npz"),
    log:
        "<logs>/{case}/cloud_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/{case}/cloud_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        library=library_digest("cloud_shard"),
    message:
        "Summing up the cloud of case {wildcards.case}, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/cloud_shard.py"


rule cloud:
    input:
        latents="<results>/{case}/latents.json",
        sums=gather.vectors("<results>/{{case}}/shards/cloud-{scatteritem}.npz"),
        library=library("cloud", "cloud_shard"),
    output:
        moments="<results>/{case}/geometry/cloud.npz",
        lengths="<results>/{case}/geometry/lengths.npz",
    log:
        "<logs>/{case}/cloud.log",
    benchmark:
        "<benchmarks>/{case}/cloud.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Measuring centre and covariance of case {wildcards.case}"
    script:
        "../workflow/scripts/cloud.py"


rule distances:
    input:
        latents="<results>/{case}/latents.json",
        moments="<results>/{case}/geometry/cloud.npz",
        library=library("distances"),
    output:
        distances="<results>/{case}/geometry/mahalanobis.npz",
    log:
        "<logs>/{case}/distances.log",
    benchmark:
        "<benchmarks>/{case}/distances.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    message:
        "Measuring distances from the centre of case {wildcards.case}"
    script:
        "../workflow/scripts/distances.py"


rule measure_geometry:
    input:
        latents="<results>/{case}/latents.json",
        moments="<results>/{case}/geometry/cloud.npz",
        components="<results>/{case}/distributions/components.csv",
        library=library("measure_geometry"),
    output:
        pca="<results>/{case}/geometry/pca.csv",
        origin="<results>/{case}/geometry/origin.csv",
        normality="<results>/{case}/geometry/normality.csv",
    log:
        "<logs>/{case}/measure_geometry.log",
    benchmark:
        "<benchmarks>/{case}/measure_geometry.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["geometry"],
        seed=seed("{case}", "geometry"),
    message:
        "Measuring the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/measure_geometry.py"


rule geometry_figure:
    input:
        pca="<results>/{case}/geometry/pca.csv",
        distances="<results>/{case}/geometry/mahalanobis.npz",
        components="<results>/{case}/distributions/components.csv",
        library=library("geometry_figure"),
    output:
        spectrum=report(
            "<results>/{case}/geometry/spectrum.png",
            caption="../workflow/report/spectrum.rst",
            category="Geometry",
            labels={"case": "{case}", "figure": "principal components"},
        ),
        normality=report(
            "<results>/{case}/geometry/normality.png",
            caption="../workflow/report/normality.rst",
            category="Geometry",
            labels={"case": "{case}", "figure": "how near to a Gaussian"},
        ),
    log:
        "<logs>/{case}/geometry_figure.log",
    benchmark:
        "<benchmarks>/{case}/geometry_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing the shape of the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/geometry_figure.py"


rule geometry:
    input:
        expand(
            "<results>/{case}/geometry/{figure}.png",
            case=CASES,
            figure=["spectrum", "normality"],
        ),
    message:
        "The shape of all clouds is drawn"
