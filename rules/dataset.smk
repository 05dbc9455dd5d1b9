"""Images of any source become one store."""

# Of no case, because all figures of a study show the same images.
SHOWN_SEED = study.shared_seed(["shown"])


rule listing:
    input:
        source=config["dataset"]["path"] or [],
        library=library("dataset/listing"),
    output:
        # One folder: of many temporary files each would be looked at after every shard.
        lists=temp(directory("<results>/dataset/shards/lists")),
        listing=temp("<results>/dataset/shards/listing.json"),
    log:
        "<logs>/listing.log",
    benchmark:
        "<benchmarks>/listing.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=study.decisive("dataset"),
        seed=seed("images"),
        shards=scatter.images("{scatteritem}"),
    message:
        "Listing the images of study {config[study]}"
    script:
        "../workflow/scripts/dataset/listing.py"


rule images_shard:
    input:
        source=config["dataset"]["path"] or [],
        lists=rules.listing.output.lists,
        listing=rules.listing.output.listing,
    output:
        manifest=temp("<results>/dataset/shards/{scatteritem}.json"),
        store=temp(directory("<results>/dataset/shards/{scatteritem}.zarr")),
        records=temp("<results>/dataset/shards/{scatteritem}.npz"),
    log:
        "<logs>/images_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/images_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: config["dataset"]["workers"]
    params:
        library=library_digest("dataset/images_shard"),
        settings=study.decisive("dataset"),
        seed=seed("images"),
    message:
        "Preparing images, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/dataset/images_shard.py"


rule images:
    input:
        source=config["dataset"]["path"] or [],
        attributes=[
            path
            for path in [config["dataset"]["attributes"]]
            if path not in (None, "none")
        ],
        listing=rules.listing.output.listing,
        shards=gather.images(rules.images_shard.output.manifest),
        stores=gather.images(rules.images_shard.output.store),
        records=gather.images(rules.images_shard.output.records),
        library=library("dataset/images", "dataset/listing", "dataset/images_shard"),
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
        settings=study.decisive("dataset"),
        seed=seed("images"),
    message:
        "Joining the images of study {config[study]}"
    script:
        "../workflow/scripts/dataset/images.py"


rule preview:
    input:
        images=rules.images.output.manifest,
        library=library("dataset/preview"),
    output:
        figure=report(
            "<results>/dataset/preview.png",
            caption="../workflow/report/dataset/preview.rst",
            category="1 Question",
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
        seed=SHOWN_SEED,
    message:
        "Drawing the preview sheet"
    script:
        "../workflow/scripts/dataset/preview.py"


rule dataset:
    input:
        rules.images.output.manifest,
        rules.preview.output.figure,
    message:
        "The data set is complete"
