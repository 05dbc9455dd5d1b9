"""How good the decoded images are, beside real images and beside controls that must not pass."""

from zpoints.quality.hero_samplers import hero_samplers

HERO = hero_samplers(study.samplers)


rule reference_images:
    input:
        images=rules.images.output.manifest,
        library=library("quality/reference_images"),
    output:
        scores="<results>/quality/reference_images.npz",
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
        "../workflow/scripts/quality/reference_images.py"


rule reference:
    input:
        images=rules.images.output.manifest,
        scores=rules.reference_images.output.scores,
        encoder=ENCODER,
        decoder=DECODER,
        cloud=rules.covariance.output.cloud,
        distances=rules.distances.output.distances,
        library=library("quality/reference"),
    output:
        reference="<results>/{case}/quality/reference.npz",
        rows="<results>/{case}/quality/reference.json",
    log:
        "<logs>/{case}/reference.log",
    benchmark:
        "<benchmarks>/{case}/reference.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["quality"],
        # The control images are those that were scored, the same in every case.
        seed=study.shared_seed(["reference_images"]),
    message:
        "Judging real images and reconstructions of case {wildcards.case}"
    script:
        "../workflow/scripts/quality/reference.py"


rule judgement:
    input:
        images=rules.decoding.output.images,
        latents=rules.draws.output.latents,
        encoder=ENCODER,
        reference=rules.reference.output.reference,
        cloud=rules.covariance.output.cloud,
        distances=rules.distances.output.distances,
        library=library("quality/judgement"),
    output:
        quality="<results>/{case}/quality/{sampler}/quality.json",
    log:
        "<logs>/{case}/judgement-{sampler}.log",
    benchmark:
        "<benchmarks>/{case}/judgement-{sampler}.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=lambda wildcards: {
            "meter": config["quality"]["meter"],
            "neighbours": config["quality"]["neighbours"],
            "plain_name": study.plain_name(wildcards.sampler),
            "sampler": study.samplers[wildcards.sampler]["sampler"],
            "b": study.samplers[wildcards.sampler].get("b"),
        },
        seed=seed("{case}", "judgement", "{sampler}"),
    message:
        "Judging the images of {wildcards.sampler}, case {wildcards.case}"
    script:
        "../workflow/scripts/quality/judgement.py"


# The table and the poster see every sampler, so one more sampler runs them beside its own jobs.
rule samplers_table:
    input:
        rows=rules.reference.output.rows,
        quality=expand(
            rules.judgement.output.quality, sampler=study.samplers, allow_missing=True
        ),
        library=library("quality/samplers_table"),
    output:
        table=report(
            "<results>/{case}/quality/samplers.csv",
            caption="../workflow/report/quality/samplers_table.rst",
            category="4 What works",
            labels={"case": "{case}", "figure": "all samplers, table (CSV)"},
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
        "../workflow/scripts/quality/samplers_table.py"


rule overlap_figure:
    input:
        table=rules.samplers_table.output.table,
        library=library("quality/overlap_figure"),
    output:
        figure=report(
            "<results>/{case}/quality/overlap.png",
            caption="../workflow/report/quality/overlap_figure.rst",
            category="4 What works",
            labels={"case": "{case}", "figure": "overlap"},
        ),
    log:
        "<logs>/{case}/overlap_figure.log",
    benchmark:
        "<benchmarks>/{case}/overlap_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing the overlaps of case {wildcards.case}"
    script:
        "../workflow/scripts/quality/overlap_figure.py"


rule face_rate_figure:
    input:
        table=rules.samplers_table.output.table,
        library=library("quality/face_rate_figure"),
    output:
        figure=report(
            "<results>/{case}/quality/face_rate.png",
            caption="../workflow/report/quality/face_rate_figure.rst",
            category="4 What works",
            labels={"case": "{case}", "figure": "face rates"},
        ),
    log:
        "<logs>/{case}/face_rate_figure.log",
    benchmark:
        "<benchmarks>/{case}/face_rate_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing the face rates of case {wildcards.case}"
    script:
        "../workflow/scripts/quality/face_rate_figure.py"


rule trade_off_figure:
    input:
        table=rules.samplers_table.output.table,
        library=library("quality/trade_off_figure"),
    output:
        figure=report(
            "<results>/{case}/quality/trade_off.png",
            caption="../workflow/report/quality/trade_off_figure.rst",
            category="4 What works",
            labels={"case": "{case}", "figure": "fidelity and variety"},
        ),
    log:
        "<logs>/{case}/trade_off_figure.log",
    benchmark:
        "<benchmarks>/{case}/trade_off_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing precision against recall, case {wildcards.case}"
    script:
        "../workflow/scripts/quality/trade_off_figure.py"


rule poster:
    input:
        table=rules.samplers_table.output.table,
        # The images that all figures of the study show, and their reconstructions.
        reconstructions=rules.reconstructions.output.images,
        images=expand(
            rules.decoding.output.images, sampler=study.samplers, allow_missing=True
        ),
        library=library("quality/poster"),
    output:
        figure="<results>/{case}/quality/poster.png",
        # The report holds a poster of each case.
        small=report(
            "<results>/{case}/quality/poster.jpg",
            caption="../workflow/report/quality/poster.rst",
            category="4 What works",
            labels={"case": "{case}", "figure": "poster"},
        ),
    log:
        "<logs>/{case}/poster.log",
    benchmark:
        "<benchmarks>/{case}/poster.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["samples"]["poster"],
        samplers=list(study.samplers),
    message:
        "Drawing the poster of case {wildcards.case}"
    script:
        "../workflow/scripts/quality/poster.py"


rule hero:
    input:
        table=rules.samplers_table.output.table,
        reconstructions=rules.reconstructions.output.images,
        images=expand(rules.decoding.output.images, sampler=HERO, allow_missing=True),
        library=library("quality/hero"),
    output:
        figure=report(
            "<results>/{case}/quality/hero.png",
            caption="../workflow/report/quality/hero.rst",
            category="1 Question",
            labels={"case": "{case}", "figure": "hero"},
        ),
    log:
        "<logs>/{case}/hero.log",
    benchmark:
        "<benchmarks>/{case}/hero.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["samples"]["poster"],
        samplers=HERO,
    message:
        "Drawing the hero of case {wildcards.case}"
    script:
        "../workflow/scripts/quality/hero.py"


rule quality:
    input:
        expand(
            [
                rules.samplers_table.output.table,
                rules.overlap_figure.output.figure,
                rules.face_rate_figure.output.figure,
                rules.trade_off_figure.output.figure,
                rules.poster.output.figure,
                rules.hero.output.figure,
            ],
            case=CASES,
        ),
    message:
        "All samplers are judged"
