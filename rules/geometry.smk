"""Shape of the cloud of latent vectors."""


rule cloud:
    input:
        latents="<results>/{case}/latents.json",
        library=library("cloud"),
    output:
        moments="<results>/{case}/geometry/cloud.npz",
        distances="<results>/{case}/geometry/mahalanobis.npz",
    log:
        "<logs>/{case}/cloud.log",
    benchmark:
        "<benchmarks>/{case}/cloud.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    message:
        "Measuring centre and covariance of case {wildcards.case}"
    script:
        "../workflow/scripts/cloud.py"


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
