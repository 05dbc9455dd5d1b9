"""One autoencoder for each case."""


def case_settings(wildcards):
    """What decides the outcome of a training: neither threads nor memory do."""
    case = config["cases"][wildcards.case]
    training = {
        key: value
        for key, value in case["training"].items()
        if key not in ("memory_gb", "threads", "gpus")
    }
    return {**case, "training": training, "seed": None}


def training_of(wildcards):
    return config["cases"][wildcards.case]["training"]


rule train:
    message:
        "Training the autoencoder of case {wildcards.case}"
    input:
        images="<results>/dataset/images.json",
        library=library("train"),
    output:
        autoencoder="<results>/{case}/model/autoencoder.keras",
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
        history="<results>/{case}/model/history.csv",
    params:
        case=case_settings,
        seed=seed("{case}", "train"),
    log:
        "<logs>/{case}/train.log",
    benchmark:
        "<benchmarks>/{case}/train.tsv"
    threads: lambda wildcards: training_of(wildcards)["threads"]
    resources:
        gpu=lambda wildcards: training_of(wildcards)["gpus"],
        image_memory_mb=lambda wildcards: int(1000 * training_of(wildcards)["memory_gb"]),
    conda:
        "../envs/training.yaml"
    script:
        "../workflow/scripts/train.py"


rule history:
    message:
        "Drawing the loss of case {wildcards.case}"
    input:
        history="<results>/{case}/model/history.csv",
        library=library("history"),
    output:
        figure=report(
            "<results>/{case}/model/history.png",
            caption="../workflow/report/history.rst",
            category="Autoencoders",
            labels={"case": "{case}", "figure": "loss"},
        ),
    params:
        loss=lambda wildcards: training_of(wildcards)["loss"],
    log:
        "<logs>/{case}/history.log",
    benchmark:
        "<benchmarks>/{case}/history.tsv"
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/history.py"


rule reconstructions:
    message:
        "Drawing reconstructions of case {wildcards.case}"
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
        library=library("reconstructions"),
    output:
        figure=report(
            "<results>/{case}/model/reconstructions.png",
            caption="../workflow/report/reconstructions.rst",
            category="Autoencoders",
            labels={"case": "{case}", "figure": "reconstructions"},
        ),
    log:
        "<logs>/{case}/reconstructions.log",
    benchmark:
        "<benchmarks>/{case}/reconstructions.tsv"
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/reconstructions.py"


rule models:
    message:
        "All autoencoders are trained"
    input:
        expand(
            "<results>/{case}/model/{file}",
            case=CASES,
            file=["autoencoder.keras", "history.png", "reconstructions.png"],
        ),
