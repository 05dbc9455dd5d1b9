"""Every image becomes a latent vector."""


rule encode:
    message:
        "Encoding all images with case {wildcards.case}"
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
        library=library("encode"),
    output:
        manifest="<results>/{case}/latents.json",
    params:
        settings={
            "batch_size": config["encoding"]["batch_size"],
            "chunk_vectors": config["encoding"]["chunk_vectors"],
            "provider": config["encoding"]["provider"],
        },
    log:
        "<logs>/{case}/encode.log",
    benchmark:
        "<benchmarks>/{case}/encode.tsv"
    threads: config["encoding"]["threads"]
    conda:
        "../envs/analysis.yaml"
    script:
        "../workflow/scripts/encode.py"


rule latents:
    message:
        "All images are encoded"
    input:
        expand("<results>/{case}/latents.json", case=CASES),
