"""Images of any source become one store."""


rule list_images:
    input:
        source=config["dataset"]["path"] or [],
        library=library("list_images"),
    output:
        # One folder: of many temporary files each would be looked at after every shard.
        lists=temp(directory("<results>/dataset/shards/lists")),
        listing=temp("<results>/dataset/shards/listing.json"),
    log:
        "<logs>/list_images.log",
    benchmark:
        "<benchmarks>/list_images.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=DATASET,
        seed=seed("images"),
        shards=scatter.images("{scatteritem}"),
    message:
        "Listing the images of study {config[study]}"
    script:
        "../workflow/scripts/list_images.py"


rule images_shard:
    input:
        source=config["dataset"]["path"] or [],
        lists="<results>/dataset/shards/lists",
        listing="<results>/dataset/shards/listing.json",
    output:
        manifest=temp("<results>/dataset/shards/{scatteritem}.json"),
        store=temp(directory("<results>/dataset/shards/{scatteritem}.zarr")),
        found=temp("<results>/dataset/shards/{scatteritem}.npz"),
    log:
        "<logs>/images_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/images_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: config["dataset"]["workers"]
    params:
        library=library_digest("images_shard"),
        settings=DATASET,
        seed=seed("images"),
    message:
        "Preparing images, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/images_shard.py"


rule images:
    input:
        source=config["dataset"]["path"] or [],
        labels=attributes_file,
        listing="<results>/dataset/shards/listing.json",
        shards=gather.images("<results>/dataset/shards/{scatteritem}.json"),
        stores=gather.images("<results>/dataset/shards/{scatteritem}.zarr"),
        found=gather.images("<results>/dataset/shards/{scatteritem}.npz"),
        library=library("images", "list_images", "images_shard"),
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
    params:
        settings=DATASET,
        seed=seed("images"),
    message:
        "Joining the images of study {config[study]}"
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
