"""Random vectors, decoded to images: one chain of jobs for each case and b."""


rule draw:
    input:
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
            "b": SAMPLERS[wildcards.sampler],
            "z_dim": config["cases"][wildcards.case]["z_dim"],
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


# Not in `all`: it shows every b at once, so one more b would touch more than its own jobs.
rule overview:
    input:
        images="<results>/dataset/images.json",
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
        samples=expand(
            "<results>/{{case}}/samplers/{sampler}/images.npy", sampler=SAMPLERS
        ),
        library=library("overview"),
    output:
        figure=report(
            "<results>/{case}/samplers/overview.png",
            caption="../workflow/report/overview.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "all, beside real images"},
        ),
    log:
        "<logs>/{case}/overview.log",
    benchmark:
        "<benchmarks>/{case}/overview.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        samplers=list(SAMPLERS),
    message:
        "Drawing the overview of case {wildcards.case}"
    script:
        "../workflow/scripts/overview.py"


rule overviews:
    input:
        expand("<results>/{case}/samplers/overview.png", case=CASES),
    message:
        "All overviews are drawn"
