"""What all rules share: the checked config, path names, wildcards and helpers."""

import os
import re
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError

from zpoints import configuration, dependencies
from zpoints.errors import StudyError

ROOT = Path(workflow.basedir)
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"

CONFIG_FILES = workflow.overwrite_configfiles or ["config/config.yaml"]

try:
    for path in CONFIG_FILES:
        configuration.check_file(path)
    config = configuration.check(config, yaml.safe_load(SCHEMA.read_text()))
    # What decides which images are stored, and how; the manifest keeps a copy.
    DATASET = {
        key: value
        for key, value in config["dataset"].items()
        if key not in ("workers", "preview", "shards")
    }
    configuration.check_source(
        config, DATASET, f"results/{config['study']}/dataset/images.json"
    )
    configuration.check_models(config)
except StudyError as error:
    raise WorkflowError(str(error)) from None

CASES = list(config["cases"])
TRAINED = [case for case in CASES if configuration.is_trained(config["cases"][case])]
# Cases whose encoder and decoder are files of the user.
ADOPTED = [case for case in CASES if case not in TRAINED]
SAMPLERS = {
    **{f"uniform-b{b:g}": {"sampler": "uniform", "b": b} for b in config["b_grid"]},
    **{
        name: {option: value for option, value in entry.items() if value is not None}
        for name, entry in config["samplers"].items()
    },
}
# Two trainings of one architecture differ in their seed alone.
ALIKE = configuration.same_but_for_the_seed(config["cases"])


pathvars:
    results=f"results/{config['study']}",
    logs=f"results/{config['study']}/logs",
    benchmarks=f"results/{config['study']}/benchmarks",


# Snakemake's --set-scatter images=8 overrides these.
scattergather:
    images=config["dataset"]["shards"],
    vectors=config["encoding"]["shards"],


wildcard_constraints:
    case="|".join(CASES),
    sampler="|".join(map(re.escape, SAMPLERS)),


def library(script, *shards):
    """Modules of zpoints that a script imports; as inputs they are compared by content.

    What gathers shards names their scripts too: they are temporary, and Snakemake does not look at
    what a file that is gone was made of.
    """
    folder = ROOT / "workflow" / "scripts"
    scripts = [folder / f"{name}.py" for name in (script, *shards)]
    found = (dependencies.imported_modules(path, ROOT / "zpoints") for path in scripts)
    # Relative, so that moving the whole folder makes nothing stale.
    return [
        os.path.relpath(path) for path in [*scripts[1:], *sorted(set().union(*found))]
    ]


def library_digest(script):
    """One value for the content of all modules that `library` names.

    For shards: Snakemake looks at each input of each job, which with thousands of them takes longer
    than the rest of the plan.
    """
    return dependencies.digest(library(script))


def seed(*names):
    """Arguments of zpoints.seeding for a step of a case: the case's own seed, else the study's."""

    def arguments(wildcards):
        own = config["cases"].get(wildcards.get("case"), {}).get("seed")
        values = [
            str(wildcards[name[1:-1]]) if name[0] == "{" else name for name in names
        ]
        return [config["seed"] if own is None else own, config["study"], *values]

    return arguments


def attributes_file(wildcards):
    known = config["dataset"]["attributes"]
    return [] if known in (None, "none") else known


def case_settings(wildcards):
    """What decides the outcome of a training: neither threads nor memory do."""
    case = config["cases"][wildcards.case]
    training = {
        key: value
        for key, value in case["training"].items()
        if key not in configuration.WITHOUT_EFFECT
    }
    architecture = {key: value for key, value in case.items() if key != "seed"}
    return {**architecture, "training": training}


def training_of(wildcards):
    return config["cases"][wildcards.case]["training"]


def one_of(cases):
    """Wildcard constraint of a rule that is for these cases alone, be they none."""
    return "|".join(cases) or "(?!)"


def own_model(part):
    """Encoder or decoder that a case brings."""
    return lambda wildcards: config["cases"][wildcards.case][part]


def own_weights(wildcards):
    """Weights that PyTorch writes beside a model: a change of them is a change of the model."""
    case = config["cases"][wildcards.case]
    beside = [f"{case[part]}.data" for part in ("encoder", "decoder")]
    return [path for path in beside if os.path.isfile(path)]


def other_encoder(wildcards):
    """Encoder of another case, of another architecture if there is one; none with one case.

    A trained case looks at trained ones only, so a model that a user brings changes nothing for it.
    """
    candidates = TRAINED if wildcards.case in TRAINED else [*TRAINED, *ADOPTED]
    others = [case for case in candidates if case != wildcards.case]
    unlike = [
        case
        for case in others
        if not {(case, wildcards.case), (wildcards.case, case)} & set(ALIKE)
    ]
    return [f"<results>/{case}/model/encoder.onnx" for case in [*unlike, *others][:1]]


def drawn_from(wildcards):
    """What a sampler looks at: a cube of given size needs no data, a box needs modes and widths.

    Of models that a user brings, only the latents tell how many components a cube has.
    """
    entry = SAMPLERS[wildcards.sampler]
    if entry["sampler"] == "uniform" and "b" in entry:
        own = wildcards.case in ADOPTED
        return {"latents": "<results>/{case}/latents.json"} if own else {}
    found = {
        "latents": "<results>/{case}/latents.json",
        "moments": "<results>/{case}/geometry/cloud.npz",
    }
    if entry["sampler"] == "box":
        found["components"] = "<results>/{case}/distributions/components.csv"
    return found
