"""Every image becomes a latent vector."""

# What the vectors depend on: the shards, which are temporary, and the whole are stale together.
ENCODING = {
    key: config["encoding"][key] for key in ("batch_size", "chunk_vectors", "provider")
}


rule encode_shard:
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
    output:
        manifest=temp("<results>/{case}/shards/latents-{scatteritem}.json"),
        store=temp(directory("<results>/{case}/shards/latents-{scatteritem}.zarr")),
    log:
        "<logs>/{case}/encode_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/{case}/encode_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: config["encoding"]["threads"]
    resources:
        gpu=1 if config["encoding"]["provider"] == "cuda" else 0,
    params:
        library=library_digest("encode_shard"),
        settings=ENCODING,
    message:
        "Encoding images with case {wildcards.case}, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/encode_shard.py"


rule encode:
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
        shards=gather.vectors("<results>/{{case}}/shards/latents-{scatteritem}.json"),
        stores=gather.vectors("<results>/{{case}}/shards/latents-{scatteritem}.zarr"),
        library=library("encode", "encode_shard"),
    output:
        manifest="<results>/{case}/latents.json",
    log:
        "<logs>/{case}/encode.log",
    benchmark:
        "<benchmarks>/{case}/encode.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=ENCODING,
    message:
        "Joining the latent vectors of case {wildcards.case}"
    script:
        "../workflow/scripts/encode.py"


rule latents:
    input:
        expand("<results>/{case}/latents.json", case=CASES),
    message:
        "All images are encoded"
