"""Which components and principal directions follow which attribute of the images."""


rule attribute_correlations:
    input:
        latents=rules.encoding.output.manifest,
        cloud=rules.covariance.output.cloud,
        attributes=rules.images.output.attributes,
        library=library("attributes/attribute_correlations"),
    output:
        table="<results>/{case}/attributes/attributes.csv",
    log:
        "<logs>/{case}/attribute_correlations.log",
    benchmark:
        "<benchmarks>/{case}/attribute_correlations.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        settings={"alpha": config["attributes"]["alpha"]},
    message:
        "Correlating attributes with the latent vectors of case {wildcards.case}"
    script:
        "../workflow/scripts/attributes/attribute_correlations.py"


rule attribute_correlations_figure:
    input:
        table=rules.attribute_correlations.output.table,
        library=library("attributes/attribute_correlations_figure"),
    output:
        figure=report(
            "<results>/{case}/attributes/attributes.png",
            caption="../workflow/report/attributes/attribute_correlations_figure.rst",
            category="5 What directions mean",
            labels={"case": "{case}", "figure": "what follows which attribute"},
        ),
    log:
        "<logs>/{case}/attribute_correlations_figure.log",
    benchmark:
        "<benchmarks>/{case}/attribute_correlations_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings={
            **config["attributes"]["figure"],
            "alpha": config["attributes"]["alpha"],
        },
    message:
        "Drawing what follows which attribute, case {wildcards.case}"
    script:
        "../workflow/scripts/attributes/attribute_correlations_figure.py"


rule attributes:
    input:
        expand(
            [
                rules.attribute_correlations.output.table,
                rules.attribute_correlations_figure.output.figure,
            ],
            case=CASES,
        ),
    message:
        "All attributes are correlated"
