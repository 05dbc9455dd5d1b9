"""What all rules share: the checked config, path names, wildcards and helpers."""

import re
from functools import partial
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError

from zpoints import staleness
from zpoints.config import inputs
from zpoints.config.check import check
from zpoints.config.study import Study
from zpoints.errors import StudyError

ROOT = Path(workflow.basedir)
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"

try:
    for path in workflow.overwrite_configfiles or ["config/config.yaml"]:
        inputs.check_file(path)
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    config = check(config, schema)
    study = Study(config, schema)
    inputs.check_source(study, f"results/{config['study']}/dataset/images.json")
    inputs.check_models(study)
except StudyError as error:
    raise WorkflowError(str(error)) from None

CASES = study.cases


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
    sampler="|".join(map(re.escape, study.samplers)),


# library("cloud/distances") lists the modules of zpoints that this script imports. Rules name them
# as inputs, which Snakemake compares by content; shards take one digest of them as a parameter.
library = partial(staleness.library, ROOT)
library_digest = partial(staleness.library_digest, ROOT)


def seed(*names):
    """Arguments of zpoints.seeding.generator, e.g. seed("{case}", "draw", "{sampler}")."""
    return lambda wildcards: study.seed(names, wildcards)


def only(cases):
    """Regex that limits a rule to these cases; matches nothing if there are none."""
    return "|".join(cases) or "(?!)"
