"""Images of any source become one store."""


def source_folder(wildcards):
    """The folder that images come from, unless zpoints paints them."""
    path = config["dataset"]["path"]
    if path is None:
        return []
    if not Path(path).is_dir() and not Path(f"results/{config['study']}/dataset/images.json").exists():
        raise WorkflowError(
            f"config: dataset.path is {path!r}, but there is no such folder; set it to where the "
            "images are."
        )
    return path


rule images:
    message:
        "Preparing the images of study {config[study]}"
    input:
        source_folder,
        library=library("images"),
    output:
        manifest="<results>/dataset/images.json",
        table="<results>/dataset/images.csv",
        skipped="<results>/dataset/skipped.csv",
    params:
        settings={key: value for key, value in config["dataset"].items() if key not in ("workers", "preview")},
        seed=seed("images"),
    log:
        "<logs>/images.log",
    benchmark:
        "<benchmarks>/images.tsv"
    threads: config["dataset"]["workers"]
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/images.py"


rule preview:
    message:
        "Drawing the preview sheet"
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
    params:
        settings=config["dataset"]["preview"],
    log:
        "<logs>/preview.log",
    benchmark:
        "<benchmarks>/preview.tsv"
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/preview.py"


rule dataset:
    message:
        "The data set is complete"
    input:
        "<results>/dataset/images.json",
        "<results>/dataset/preview.png",
