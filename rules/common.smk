"""What all rules share: the checked config, path names, wildcards and helpers."""

import re
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from zpoints import staleness
from zpoints.config import file, inputs, targets
from zpoints.config.check import check
from zpoints.config.study import Study
from zpoints.errors import StudyError

ROOT = Path(workflow.basedir)
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"

CONFIG_FILES = workflow.overwrite_configfiles or ["config/config.yaml"]
mistake = None


def explain(record):
    """Filter of Snakemake's log: a user's mistake is one sentence, without lines of the rules."""
    if record.__dict__.get("exception") in ("WorkflowError", "MissingRuleException"):
        record.msg = mistake or unmade(record.msg) or record.msg
    return True


def unmade(message):
    """Sentence about a target that nothing makes, if that is what Snakemake's message is about."""
    made = {rule.name: products(rule) for rule in workflow.rules if rule.output}
    asked = workflow.dag_settings.targets if workflow.dag_settings else []
    target = targets.unmade(message, asked, made)
    stages = [rule.name for rule in workflow.rules if not rule.output]
    return target and targets.sentence(target, study.config["study"], stages, made)


def products(rule):
    """Files that a rule makes in this study."""
    limit = rule.wildcard_constraints.get("case", ".*")
    cases = [case for case in study.cases if re.fullmatch(limit, case)]
    values = {"case": cases, "sampler": study.samplers}
    return [path for one in rule.output for path in targets.files(one, values)]


@contextmanager
def checks():
    """End the run with the one sentence of a check that fails."""
    global mistake
    try:
        yield
    except StudyError as error:
        # What --config says stands in no file.
        named = [] if workflow.config_settings.config else CONFIG_FILES
        mistake = file.located(str(error), named)
        raise WorkflowError(mistake) from None


logger.addFilter(explain)

with checks():
    for path in CONFIG_FILES:
        file.read(path)

# A study's file stands alone: merged with the default, it would inherit the demo's cases.
if not workflow.overwrite_configfiles:

    configfile: "config/config.yaml"


with checks():
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    config = check(config, schema)
    study = Study(config, schema)
    inputs.check_inputs(study)

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
