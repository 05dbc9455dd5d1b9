"""One autoencoder for each case: trained here, or brought by the user."""


rule train:
    input:
        images="<results>/dataset/images.json",
        library=library("train"),
    output:
        autoencoder="<results>/{case}/model/autoencoder.keras",
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
        history="<results>/{case}/model/history.csv",
    log:
        "<logs>/{case}/train.log",
    benchmark:
        "<benchmarks>/{case}/train.tsv"
    wildcard_constraints:
        case=one_of(TRAINED),
    conda:
        "../envs/training.yaml"
    threads: lambda wildcards: training_of(wildcards)["threads"]
    resources:
        gpu=lambda wildcards: training_of(wildcards)["gpus"],
        # Snakemake cuts `gpu` down to what it may use in all, without a word.
        wanted_gpus=lambda wildcards: training_of(wildcards)["gpus"],
        image_memory_mb=lambda wildcards: int(
            1000 * training_of(wildcards)["memory_gb"]
        ),
    params:
        case=case_settings,
        seed=seed("{case}", "train"),
    message:
        "Training the autoencoder of case {wildcards.case}"
    script:
        "../workflow/scripts/train.py"


rule adopt:
    input:
        encoder=own_model("encoder"),
        decoder=own_model("decoder"),
        weights=own_weights,
        images="<results>/dataset/images.json",
        library=library("adopt"),
    output:
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
    log:
        "<logs>/{case}/adopt.log",
    benchmark:
        "<benchmarks>/{case}/adopt.tsv"
    wildcard_constraints:
        case=one_of(ADOPTED),
    conda:
        "../envs/training.yaml"
    params:
        z_dim=lambda wildcards: config["cases"][wildcards.case].get("z_dim"),
    message:
        "Checking the models of case {wildcards.case}"
    script:
        "../workflow/scripts/adopt.py"


rule history:
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
    log:
        "<logs>/{case}/history.log",
    benchmark:
        "<benchmarks>/{case}/history.tsv"
    wildcard_constraints:
        case=one_of(TRAINED),
    conda:
        "../envs/analysis.yaml"
    params:
        loss=lambda wildcards: training_of(wildcards)["loss"],
    message:
        "Drawing the loss of case {wildcards.case}"
    script:
        "../workflow/scripts/history.py"


rule reconstructions:
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
    message:
        "Drawing reconstructions of case {wildcards.case}"
    script:
        "../workflow/scripts/reconstructions.py"


rule models:
    input:
        expand(
            "<results>/{case}/model/{file}",
            case=TRAINED,
            file=["autoencoder.keras", "history.png"],
        ),
        expand("<results>/{case}/model/reconstructions.png", case=CASES),
    message:
        "All autoencoders are ready"
