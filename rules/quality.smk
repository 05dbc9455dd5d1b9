"""How good the decoded images are, beside real images and others that must not pass."""


rule reference_images:
    input:
        images="<results>/dataset/images.json",
        library=library("reference_images"),
    output:
        references="<results>/dataset/references.npz",
    log:
        "<logs>/reference_images.log",
    benchmark:
        "<benchmarks>/reference_images.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={
            "count": config["samples"]["count"],
            "meter": config["quality"]["meter"],
        },
        seed=seed("reference_images"),
    message:
        "Scoring real images, noise and scrambled images"
    script:
        "../workflow/scripts/reference_images.py"


rule references:
    input:
        images="<results>/dataset/images.json",
        references="<results>/dataset/references.npz",
        encoder="<results>/{case}/model/encoder.onnx",
        decoder="<results>/{case}/model/decoder.onnx",
        features=other_encoder,
        moments="<results>/{case}/geometry/cloud.npz",
        distances="<results>/{case}/geometry/mahalanobis.npz",
        library=library("references"),
    output:
        reference="<results>/{case}/samplers/reference.npz",
        rows="<results>/{case}/samplers/references.json",
    log:
        "<logs>/{case}/references.log",
    benchmark:
        "<benchmarks>/{case}/references.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["quality"],
        shown=config["samples"]["poster"]["images"],
        seed=seed("reference_images"),
    message:
        "Judging real images and reconstructions of case {wildcards.case}"
    script:
        "../workflow/scripts/references.py"


rule judge:
    input:
        images="<results>/{case}/samplers/{sampler}/images.npy",
        latents="<results>/{case}/samplers/{sampler}/latents.npy",
        encoder="<results>/{case}/model/encoder.onnx",
        features=other_encoder,
        reference="<results>/{case}/samplers/reference.npz",
        moments="<results>/{case}/geometry/cloud.npz",
        distances="<results>/{case}/geometry/mahalanobis.npz",
        library=library("judge"),
    output:
        quality="<results>/{case}/samplers/{sampler}/quality.json",
    log:
        "<logs>/{case}/judge-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/judge-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["quality"],
        options=lambda wildcards: SAMPLERS[wildcards.sampler],
    message:
        "Judging the images of {wildcards.sampler}, case {wildcards.case}"
    script:
        "../workflow/scripts/judge.py"


# The next two see every sampler, so one more sampler runs them beside its own jobs.
rule samplers_table:
    input:
        rows="<results>/{case}/samplers/references.json",
        quality=expand(
            "<results>/{{case}}/samplers/{sampler}/quality.json", sampler=SAMPLERS
        ),
        library=library("samplers_table"),
    output:
        table=report(
            "<results>/{case}/samplers.csv",
            caption="../workflow/report/samplers.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "all, table (CSV)"},
        ),
        rates=report(
            "<results>/{case}/samplers/face_rate.png",
            caption="../workflow/report/samplers.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "all, face rates"},
        ),
        trade_off=report(
            "<results>/{case}/samplers/trade_off.png",
            caption="../workflow/report/trade_off.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "all, face rate and diversity"},
        ),
    log:
        "<logs>/{case}/samplers_table.log",
    benchmark:
        "<benchmarks>/{case}/samplers_table.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Comparing the samplers of case {wildcards.case}"
    script:
        "../workflow/scripts/samplers_table.py"


rule poster:
    input:
        table="<results>/{case}/samplers.csv",
        reference="<results>/{case}/samplers/reference.npz",
        images=expand(
            "<results>/{{case}}/samplers/{sampler}/images.npy", sampler=SAMPLERS
        ),
        library=library("poster"),
    output:
        figure=report(
            "<results>/{case}/samplers/poster.png",
            caption="../workflow/report/poster.rst",
            category="Decoded random vectors",
            labels={"case": "{case}", "sampler": "all, poster"},
        ),
    log:
        "<logs>/{case}/poster.log",
    benchmark:
        "<benchmarks>/{case}/poster.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["samples"]["poster"],
        samplers=list(SAMPLERS),
    message:
        "Drawing the poster of case {wildcards.case}"
    script:
        "../workflow/scripts/poster.py"


rule quality:
    input:
        expand(
            "<results>/{case}/{file}",
            case=CASES,
            file=[
                "samplers.csv",
                "samplers/poster.png",
                "samplers/paths.png",
            ],
        ),
    message:
        "All samplers are judged"
