"""How far two trainings of one architecture are apart."""


rule training_distances:
    input:
        # The same vectors, encoded by the first and by the second case of each pair.
        first=expand(
            rules.encoding.output.manifest, case=[case for case, _ in study.alike]
        ),
        second=expand(
            rules.encoding.output.manifest, case=[other for _, other in study.alike]
        ),
        library=library("trainings/training_distances"),
    output:
        table="<results>/trainings/trainings.csv",
        spectra="<results>/trainings/spectra.npz",
    log:
        "<logs>/training_distances.log",
    benchmark:
        "<benchmarks>/training_distances.tsv"
    conda:
        "../envs/analysis.yaml"
    params:
        pairs=[list(pair) for pair in study.alike],
        settings=config["trainings"],
        seed=seed("compare_trainings"),
    message:
        "Comparing trainings of one architecture"
    script:
        "../workflow/scripts/trainings/training_distances.py"


rule training_distances_figure:
    input:
        table=rules.training_distances.output.table,
        spectra=rules.training_distances.output.spectra,
        library=library("trainings/training_distances_figure"),
    output:
        figure=report(
            "<results>/trainings/trainings.png",
            caption="../workflow/report/trainings/training_distances_figure.rst",
            category="6 Verdicts",
            labels={"figure": "two trainings"},
        ),
    log:
        "<logs>/training_distances_figure.log",
    benchmark:
        "<benchmarks>/training_distances_figure.tsv"
    conda:
        "../envs/analysis.yaml"
    message:
        "Drawing how far trainings of one architecture are apart"
    script:
        "../workflow/scripts/trainings/training_distances_figure.py"


rule trainings:
    input:
        rules.training_distances_figure.output if study.alike else [],
    message:
        "All trainings of one architecture are compared"
