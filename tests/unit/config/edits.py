"""Configs of the tests, and ways to change them."""

import copy

import pytest
import yaml

from zpoints.config.check import check
from zpoints.config.schema import alternatives, resolve
from zpoints.config.study import Study
from zpoints.errors import StudyError

CONFIGS = ("config", "celeba", "tiny")
OWN_MODELS = {"encoder": "models/encoder.onnx", "decoder": "models/decoder.keras"}


def read(root, name):
    return yaml.safe_load((root / "config" / f"{name}.yaml").read_text())


def changed(config, key, value):
    """Copy of a config with one dotted key set; a list's place is a number."""
    config = copy.deepcopy(config)
    *parents, last = key.split(".")
    inner = config
    for part in parents:
        inner = inner[int(part)] if part.isdecimal() else inner.setdefault(part, {})
    inner[int(last) if last.isdecimal() else last] = value
    return config


def without(config, key):
    config = copy.deepcopy(config)
    *parents, last = key.split(".")
    inner = config
    for part in parents:
        inner = inner[part]
    del inner[last]
    return config


def message(config, schema):
    with pytest.raises(StudyError) as caught:
        check(config, schema)
    return str(caught.value)


def leaves(schema, root, prefix=""):
    """Every key of the schema that holds a value, with what the schema says of it.

    Of the cases those that are trained; the options of samplers are not among them.
    """
    for key, inner in schema["properties"].items():
        inner = resolve(inner, root)
        if "properties" in inner:
            yield from leaves(inner, root, f"{prefix}{key}.")
        elif f"{prefix}{key}" == "cases":
            yield from leaves(root["$defs"]["trained_case"], root, "cases.*.")
        else:
            yield prefix + key, inner


def kinds_of_samplers(schema):
    """Schema of each kind of sampler, by its name."""
    entries = alternatives(schema["$defs"]["sampler"], schema)
    return {entry["properties"]["sampler"]["const"]: entry for entry in entries}


def lookup(config, key):
    for part in key.split("."):
        config = config[part]
    return config


def sampler(config, name, **entry):
    """Copy of a config with one more sampler."""
    samplers = config.get("samplers", {})
    return {**copy.deepcopy(config), "samplers": {**samplers, name: entry}}


def study(config, schema):
    return Study(check(config, schema), schema)
