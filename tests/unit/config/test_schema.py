"""The schema keeps its own rules, and an entry of several kinds is told by what it says."""

import inspect
from importlib import import_module

import jsonschema
import pytest

from tests.unit.config.edits import OWN_MODELS, kinds_of_samplers, leaves
from zpoints.config.schema import alternatives, fits, kinds, resolve
from zpoints.samplers.kinds import KINDS


def parts(schema):
    """Every part of a schema."""
    yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, (dict, list)):
            yield from parts(inner)


def test_the_schema_describes_every_key_and_keeps_its_own_rules(schema):
    for key, inner in leaves(schema, schema):
        assert len(inner["description"]) > 10, key
    jsonschema.Draft202012Validator.check_schema(schema)


def test_every_condition_has_its_sentence(schema):
    conditions = [part for part in parts(schema) if "if" in part]
    assert len(conditions) > 3
    for condition in conditions:
        assert condition["x-message"].endswith("."), condition
        assert "else" not in condition


def test_the_schema_knows_every_sampler_with_its_options(schema):
    entries = kinds_of_samplers(schema)
    assert entries.keys() == KINDS.keys()
    for name, entry in entries.items():
        function = import_module(f"zpoints.samplers.{KINDS[name].family}").SAMPLERS[name]
        options = inspect.signature(function).parameters.values()
        wanted = {option.name for option in options if option.kind is option.KEYWORD_ONLY}
        assert entry["properties"].keys() == {"sampler"} | wanted, name
        for option in wanted:
            assert "default" in entry["properties"][option], (name, option)


def test_what_stands_beside_a_reference_goes_first(schema):
    root = {"$defs": {"part": {"type": "string", "description": "one"}}}
    assert resolve({"$ref": "#/$defs/part", "description": "two"}, root) == {
        "$ref": "#/$defs/part", "type": "string", "description": "two",
    }  # fmt: skip
    assert resolve({"type": "number"}, root) == {"type": "number"}


@pytest.mark.parametrize(
    ("value", "schema", "same"),
    [
        ("box", {"const": "box"}, True),
        ("Box", {"const": "box"}, False),
        (1, {"type": "integer"}, True),
        (1.5, {"type": "integer"}, False),
        (True, {"type": "integer"}, False),
        (None, {"type": ["array", "null"]}, True),
        ({}, {"type": "object"}, True),
        ({}, {"type": "string"}, False),
    ],
)
def test_a_value_fits_by_its_word_or_its_type(value, schema, same):
    assert fits(value, schema) is same


def test_a_case_is_told_by_its_models(schema):
    case = schema["$defs"]["case"]
    titles = [entry["title"] for entry in alternatives(case, schema)]
    assert "trained here" in titles[0]
    assert kinds({"encoder": {}, "decoder": {}}, case, schema) == [0]
    assert kinds(OWN_MODELS, case, schema) == [1]
    assert kinds({"encoder": {}, "decoder": "a.onnx"}, case, schema) == []
    assert kinds({"encoder": None, "decoder": "a.onnx"}, case, schema) == []
    assert kinds({"decoder": "a.onnx"}, case, schema) == [1]
    assert kinds({}, case, schema) == [0, 1]


def test_a_sampler_is_told_by_its_word(schema):
    entry = schema["$defs"]["sampler"]
    for number, name in enumerate(kinds_of_samplers(schema)):
        assert kinds({"sampler": name, "unknown": 1}, entry, schema) == [number]
    assert kinds({"sampler": "gausian-full"}, entry, schema) == []
    assert kinds({"sampler": None}, entry, schema) == []
