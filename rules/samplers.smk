"""Random vectors by every sampler, decoded to images, and straight paths through the cloud."""


rule draws:
    input:
        # What a sampler reads; a cube of given size reads none of them.
        unpack(
            lambda wildcards: {
                name: path
                for name, path in {
                    "latents": rules.encoding.output.manifest,
                    "cloud": rules.covariance.output.cloud,
                    "components": rules.components.output.table,
                }.items()
                if name in study.needs(wildcards.sampler, wildcards.case)
            }
        ),
        # The family of the sampler is imported by name, so it is named here.
        library=lambda wildcards: library(
            "samplers/draws", also=[f"samplers/{study.family(wildcards.sampler)}"]
        ),
    output:
        latents="<results>/{case}/samplers/{sampler}/latents.npy",
    log:
        "<logs>/{case}/draws-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/draws-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=lambda wildcards: {
            "family": study.family(wildcards.sampler),
            "sampler": study.samplers[wildcards.sampler]["sampler"],
            "options": study.options(wildcards.sampler),
            "z_dim": config["cases"][wildcards.case].get("z_dim"),
            "count": config["samples"]["count"],
        },
        seed=seed("{case}", "draw", "{sampler}"),
    message:
        "Drawing vectors of {wildcards.sampler} for case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/draws.py"


rule decoding:
    input:
        decoder=DECODER,
        latents=rules.draws.output.latents,
        library=library("samplers/decoding"),
    output:
        images="<results>/{case}/samplers/{sampler}/images.npy",
    log:
        "<logs>/{case}/decoding-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/decoding-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={
            "batch_size": config["encoding"]["batch_size"],
            "provider": config["encoding"]["provider"],
        },
    message:
        "Decoding vectors of {wildcards.sampler} with case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/decoding.py"


rule sheet:
    input:
        images=rules.decoding.output.images,
        # They tell why a box has no vectors.
        components=lambda wildcards: (
            rules.components.output.table
            if "components" in study.needs(wildcards.sampler, wildcards.case)
            else []
        ),
        library=library("samplers/sheet"),
    output:
        figure="<results>/{case}/samplers/{sampler}/images.png",
    log:
        "<logs>/{case}/sheet-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/sheet-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={"limit": config["samples"]["sheet"]["images"]},
    message:
        "Drawing the images of {wildcards.sampler}, case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/sheet.py"


rule paths:
    input:
        decoder=DECODER,
        cloud=rules.covariance.output.cloud,
        library=library("samplers/paths"),
    output:
        images="<results>/{case}/samplers/paths.npz",
    log:
        "<logs>/{case}/paths.log",
    benchmark:
        "<benchmarks>/{case}/paths.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={
            key: config["samples"]["strips"][key]
            for key in ("principal_components", "sigma", "steps")
        },
    message:
        "Decoding paths through the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/paths.py"


rule paths_figure:
    input:
        images=rules.paths.output.images,
        attributes=rules.attribute_correlations.output.table,
        library=library("samplers/paths_figure"),
    output:
        figure=report(
            "<results>/{case}/samplers/paths.png",
            caption="../workflow/report/samplers/paths_figure.rst",
            category="5 What directions mean",
            labels={"case": "{case}", "figure": "paths through the centre"},
        ),
    log:
        "<logs>/{case}/paths_figure.log",
    benchmark:
        "<benchmarks>/{case}/paths_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={"sigma": config["samples"]["strips"]["sigma"]},
    message:
        "Drawing paths through the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/paths_figure.py"


rule interpolations:
    input:
        images=rules.images.output.manifest,
        encoder=ENCODER,
        decoder=DECODER,
        library=library("samplers/interpolations"),
    output:
        images="<results>/{case}/samplers/interpolations.npz",
    log:
        "<logs>/{case}/interpolations.log",
    benchmark:
        "<benchmarks>/{case}/interpolations.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={key: config["samples"]["strips"][key] for key in ("pairs", "steps")},
        seed=SHOWN_SEED,
    message:
        "Decoding paths between images with case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/interpolations.py"


rule interpolations_figure:
    input:
        images=rules.interpolations.output.images,
        library=library("samplers/interpolations_figure"),
    output:
        figure=report(
            "<results>/{case}/samplers/interpolations.png",
            caption="../workflow/report/samplers/interpolations_figure.rst",
            category="4 What works",
            labels={"case": "{case}", "figure": "paths between images"},
        ),
    log:
        "<logs>/{case}/interpolations_figure.log",
    benchmark:
        "<benchmarks>/{case}/interpolations_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing paths between images, case {wildcards.case}"
    script:
        "../workflow/scripts/samplers/interpolations_figure.py"


rule samplers:
    input:
        expand(rules.sheet.output.figure, case=CASES, sampler=study.samplers),
        expand(
            [
                rules.paths_figure.output.figure,
                rules.interpolations_figure.output.figure,
            ],
            case=CASES,
        ),
    message:
        "All random vectors are decoded"
