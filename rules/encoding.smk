"""Every image becomes a latent vector."""


rule encode:
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
        library=library("encode"),
    output:
        manifest="<results>/{case}/latents.json",
    log:
        "<logs>/{case}/encode.log",
    benchmark:
        "<benchmarks>/{case}/encode.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: config["encoding"]["threads"]
    params:
        settings={
            "batch_size": config["encoding"]["batch_size"],
            "chunk_vectors": config["encoding"]["chunk_vectors"],
            "provider": config["encoding"]["provider"],
        },
    message:
        "Encoding all images with case {wildcards.case}"
    script:
        "../workflow/scripts/encode.py"


rule latents:
    input:
        expand("<results>/{case}/latents.json", case=CASES),
    message:
        "All images are encoded"
