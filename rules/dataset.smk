"""Images of any source become one store."""


rule images:
    input:
        folder=config["dataset"]["path"] or [],
        library=library("images"),
    output:
        manifest="<results>/dataset/images.json",
        table="<results>/dataset/images.csv",
        attributes="<results>/dataset/attributes.csv",
        skipped="<results>/dataset/skipped.csv",
    log:
        "<logs>/images.log",
    benchmark:
        "<benchmarks>/images.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: config["dataset"]["workers"]
    params:
        settings=DATASET,
        seed=seed("images"),
    message:
        "Preparing the images of study {config[study]}"
    script:
        "../workflow/scripts/images.py"


rule preview:
    input:
        images="<results>/dataset/images.json",
        library=library("preview"),
    output:
        figure=report(
            "<results>/dataset/preview.png",
            caption="../workflow/report/preview.rst",
            category="Data set",
            labels={"figure": "images"},
        ),
    log:
        "<logs>/preview.log",
    benchmark:
        "<benchmarks>/preview.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["dataset"]["preview"],
    message:
        "Drawing the preview sheet"
    script:
        "../workflow/scripts/preview.py"


rule dataset:
    input:
        "<results>/dataset/images.json",
        "<results>/dataset/preview.png",
    message:
        "The data set is complete"
