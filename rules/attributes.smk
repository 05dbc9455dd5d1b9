"""Which components and principal directions follow which attribute of the images."""


rule correlate_attributes:
    input:
        latents="<results>/{case}/latents.json",
        moments="<results>/{case}/geometry/cloud.npz",
        attributes="<results>/dataset/attributes.csv",
        library=library("correlate_attributes"),
    output:
        table=report(
            "<results>/{case}/attributes/attributes.csv",
            caption="../workflow/report/attributes.rst",
            category="Attributes",
            labels={"case": "{case}", "figure": "table (CSV)"},
        ),
    log:
        "<logs>/{case}/correlate_attributes.log",
    benchmark:
        "<benchmarks>/{case}/correlate_attributes.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    params:
        alpha=config["attributes"]["alpha"],
    message:
        "Correlating attributes with the latent vectors of case {wildcards.case}"
    script:
        "../workflow/scripts/correlate_attributes.py"


rule attributes_figure:
    input:
        table="<results>/{case}/attributes/attributes.csv",
        library=library("attributes_figure"),
    output:
        figure=report(
            "<results>/{case}/attributes/attributes.png",
            caption="../workflow/report/attributes.rst",
            category="Attributes",
            labels={"case": "{case}", "figure": "what follows which attribute"},
        ),
    log:
        "<logs>/{case}/attributes_figure.log",
    benchmark:
        "<benchmarks>/{case}/attributes_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        settings=config["attributes"]["figure"],
        alpha=config["attributes"]["alpha"],
    message:
        "Drawing what follows which attribute, case {wildcards.case}"
    script:
        "../workflow/scripts/attributes_figure.py"


rule attributes:
    input:
        expand(
            "<results>/{case}/attributes/{file}",
            case=CASES,
            file=["attributes.csv", "attributes.png"],
        ),
    message:
        "All attributes are correlated"
