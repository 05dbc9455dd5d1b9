"""Random vectors by every sampler, decoded to images: one chain of jobs for each."""


rule draw:
    input:
        unpack(drawn_from),
        library=library("draw"),
    output:
        latents="<results>/{case}/samplers/{sampler}/latents.npy",
    log:
        "<logs>/{case}/draw-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/draw-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=lambda wildcards: {
            "options": SAMPLERS[wildcards.sampler],
            "z_dim": config["cases"][wildcards.case].get("z_dim"),
            "count": config["samples"]["count"],
        },
        seed=seed("{case}", "draw", "{sampler}"),
    message:
        "Drawing vectors of {wildcards.sampler} for case {wildcards.case}"
    script:
        "../workflow/scripts/draw.py"


rule decode:
    input:
        decoder="<results>/{case}/model/decoder.onnx",
        latents="<results>/{case}/samplers/{sampler}/latents.npy",
        library=library("decode"),
    output:
        images="<results>/{case}/samplers/{sampler}/images.npy",
    log:
        "<logs>/{case}/decode-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/decode-{sampler}.tsv"
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
        "../workflow/scripts/decode.py"


rule sheet:
    input:
        images="<results>/{case}/samplers/{sampler}/images.npy",
        library=library("sheet"),
    output:
        figure=report(
            "<results>/{case}/samplers/{sampler}/images.png",
            caption="../workflow/report/sheet.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "{sampler}"},
        ),
    log:
        "<logs>/{case}/sheet-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/sheet-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["samples"]["sheet"],
    message:
        "Drawing the images of {wildcards.sampler}, case {wildcards.case}"
    script:
        "../workflow/scripts/sheet.py"


rule samples:
    input:
        expand(
            "<results>/{case}/samplers/{sampler}/images.png",
            case=CASES,
            sampler=SAMPLERS,
        ),
    message:
        "All random vectors are decoded"


rule strips:
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
        moments="<results>/{case}/geometry/cloud.npz",
        library=library("strips"),
    output:
        paths=report(
            "<results>/{case}/samplers/paths.png",
            caption="../workflow/report/paths.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "paths through the centre"},
        ),
        interpolations=report(
            "<results>/{case}/samplers/interpolations.png",
            caption="../workflow/report/interpolations.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "paths between images"},
        ),
    log:
        "<logs>/{case}/strips.log",
    benchmark:
        "<benchmarks>/{case}/strips.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["samples"]["strips"],
        seed=seed("{case}", "strips"),
    message:
        "Drawing paths through the cloud of case {wildcards.case}"
    script:
        "../workflow/scripts/strips.py"
