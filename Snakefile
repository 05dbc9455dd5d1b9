# zpoints: from images to autoencoders to latent stores to the study of the latent space.
from snakemake.utils import min_version

min_version("9.15")


report: "workflow/report/workflow.rst"


include: "rules/common.smk"
include: "rules/dataset.smk"
include: "rules/models.smk"
include: "rules/latents.smk"
include: "rules/cloud.smk"
include: "rules/distributions.smk"
include: "rules/correlations.smk"
include: "rules/geometry.smk"
include: "rules/attributes.smk"
include: "rules/trainings.smk"
include: "rules/samplers.smk"
include: "rules/quality.smk"
include: "rules/findings.smk"
include: "rules/study.smk"


rule all:
    default_target: True
    input:
        rules.dataset.input,
        rules.models.input,
        rules.latents.input,
        rules.cloud.input,
        rules.distributions.input,
        rules.correlations.input,
        rules.geometry.input,
        rules.attributes.input,
        rules.trainings.input,
        rules.samplers.input,
        rules.quality.input,
        rules.findings.input,
        rules.study.input,
    message:
        "Study {config[study]} is complete: results/{config[study]}"
