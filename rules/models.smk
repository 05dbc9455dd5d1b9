"""One autoencoder for each case: trained here, or brought by the user."""

# Two rules make these, one for trained cases and one for models of the user.
ENCODER = "<results>/{case}/models/encoder.onnx"
DECODER = "<results>/{case}/models/decoder.onnx"


rule training:
    input:
        images=rules.images.output.manifest,
        library=library("models/training"),
    output:
        autoencoder="<results>/{case}/models/autoencoder.keras",
        encoder=ENCODER,
        decoder=DECODER,
        history="<results>/{case}/models/history.csv",
    log:
        "<logs>/{case}/training.log",
    benchmark:
        "<benchmarks>/{case}/training.tsv"
    wildcard_constraints:
        case=only(study.trained),
    conda:
        "../envs/training.yaml"
    threads: lambda wildcards: study.training(wildcards.case)["threads"]
    resources:
        gpu=lambda wildcards: study.training(wildcards.case)["gpus"],
        # Snakemake cuts `gpu` down to what it may use in all, without a word.
        wanted_gpus=lambda wildcards: study.training(wildcards.case)["gpus"],
        # It cuts `threads` too, but their number decides the last digits of weights.
        wanted_threads=lambda wildcards: study.training(wildcards.case)["threads"],
        image_memory_mb=lambda wildcards: int(
            1000 * study.training(wildcards.case)["memory_gb"]
        ),
    params:
        case=lambda wildcards: study.case_settings(wildcards.case),
        seed=seed("{case}", "train"),
    message:
        "Training the autoencoder of case {wildcards.case}"
    script:
        "../workflow/scripts/models/training.py"


rule adoption:
    input:
        encoder=lambda wildcards: config["cases"][wildcards.case]["encoder"],
        decoder=lambda wildcards: config["cases"][wildcards.case]["decoder"],
        # A change of them is a change of the model.
        weights=lambda wildcards: inputs.weights_beside(config["cases"][wildcards.case]),
        images=rules.images.output.manifest,
        library=library("models/adoption"),
    output:
        encoder=ENCODER,
        decoder=DECODER,
    log:
        "<logs>/{case}/adoption.log",
    benchmark:
        "<benchmarks>/{case}/adoption.tsv"
    wildcard_constraints:
        case=only(study.adopted),
    conda:
        "../envs/training.yaml"
    params:
        settings=lambda wildcards: {
            "z_dim": config["cases"][wildcards.case].get("z_dim")
        },
    message:
        "Checking the models of case {wildcards.case}"
    script:
        "../workflow/scripts/models/adoption.py"


rule history_figure:
    input:
        history=rules.training.output.history,
        library=library("models/history_figure"),
    output:
        figure=report(
            "<results>/{case}/models/history.png",
            caption="../workflow/report/models/history_figure.rst",
            category="7 How it was made",
            labels={"case": "{case}", "figure": "loss"},
        ),
    log:
        "<logs>/{case}/history_figure.log",
    benchmark:
        "<benchmarks>/{case}/history_figure.tsv"
    wildcard_constraints:
        case=only(study.trained),
    conda:
        "../envs/analysis.yaml"
    params:
        settings=lambda wildcards: {"loss": study.training(wildcards.case)["loss"]},
    message:
        "Drawing the loss of case {wildcards.case}"
    script:
        "../workflow/scripts/models/history_figure.py"


rule reconstructions:
    input:
        images=rules.images.output.manifest,
        encoder=ENCODER,
        decoder=DECODER,
        library=library("models/reconstructions"),
    output:
        images="<results>/{case}/models/reconstructions.npz",
    log:
        "<logs>/{case}/reconstructions.log",
    benchmark:
        "<benchmarks>/{case}/reconstructions.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        seed=SHOWN_SEED,
    message:
        "Reconstructing images with case {wildcards.case}"
    script:
        "../workflow/scripts/models/reconstructions.py"


rule reconstructions_figure:
    input:
        images=rules.reconstructions.output.images,
        library=library("models/reconstructions_figure"),
    output:
        figure=report(
            "<results>/{case}/models/reconstructions.png",
            caption="../workflow/report/models/reconstructions_figure.rst",
            category="1 Question",
            labels={"case": "{case}", "figure": "reconstructions"},
        ),
    log:
        "<logs>/{case}/reconstructions_figure.log",
    benchmark:
        "<benchmarks>/{case}/reconstructions_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing reconstructions of case {wildcards.case}"
    script:
        "../workflow/scripts/models/reconstructions_figure.py"


rule models:
    input:
        expand(rules.training.output.autoencoder, case=study.trained),
        expand(rules.history_figure.output.figure, case=study.trained),
        expand(rules.reconstructions_figure.output.figure, case=study.cases),
    message:
        "All autoencoders are ready"
