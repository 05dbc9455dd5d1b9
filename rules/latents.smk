"""Every image becomes a latent vector."""


rule encoding_shard:
    input:
        images=rules.images.output.manifest,
        encoder=ENCODER,
    output:
        manifest=temp("<results>/{case}/latents/shards/{scatteritem}.json"),
        store=temp(directory("<results>/{case}/latents/shards/{scatteritem}.zarr")),
    log:
        "<logs>/{case}/encoding_shard/{scatteritem}.log",
    benchmark:
        "<benchmarks>/{case}/encoding_shard/{scatteritem}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: config["encoding"]["threads"]
    resources:
        gpu=1 if config["encoding"]["provider"] == "cuda" else 0,
    params:
        library=library_digest("latents/encoding_shard"),
        settings=study.decisive("encoding"),
    message:
        "Encoding images with case {wildcards.case}, shard {wildcards.scatteritem}"
    script:
        "../workflow/scripts/latents/encoding_shard.py"


rule encoding:
    input:
        images=rules.images.output.manifest,
        encoder=ENCODER,
        shards=gather.vectors(rules.encoding_shard.output.manifest, allow_missing=True),
        stores=gather.vectors(rules.encoding_shard.output.store, allow_missing=True),
        library=library("latents/encoding", "latents/encoding_shard"),
    output:
        manifest="<results>/{case}/latents/latents.json",
    log:
        "<logs>/{case}/encoding.log",
    benchmark:
        "<benchmarks>/{case}/encoding.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        # All settings of the shards: these are temporary, so the whole must be stale with them.
        settings=study.decisive("encoding"),
    message:
        "Joining the latent vectors of case {wildcards.case}"
    script:
        "../workflow/scripts/latents/encoding.py"


rule latents:
    input:
        expand(rules.encoding.output.manifest, case=study.cases),
    message:
        "All images are encoded"
