"""How to read the schema: references, and the alternatives that an entry may be one of."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator


def resolve(schema: Mapping, root: Mapping) -> Mapping:
    """The schema with what its `$ref` names; what stands beside the reference goes first."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return {**root["$defs"][name], **schema}
    return schema


def alternatives(schema: Mapping, root: Mapping) -> list[Mapping]:
    """The schemas in a `oneOf`, none of them a reference."""
    return [resolve(alternative, root) for alternative in schema["oneOf"]]


def kinds(value: Mapping, schema: Mapping, root: Mapping) -> list[int]:
    """Which alternatives an entry may be meant for, by the keys in the schema's `x-kind`.

    An entry says what it is by the word or the type of the value at these keys. A key that is left
    out fits each alternative; the rest of the entry may be right or wrong.

    Returns:
        numbers of the alternatives in the `oneOf`; one number if the entry is clear.
    """
    return [
        number
        for number, alternative in enumerate(alternatives(schema, root))
        if all(
            fits(value[key], resolve(alternative["properties"][key], root))
            for key in schema["x-kind"]
            if key in value
        )
    ]


def fits(value: Any, schema: Mapping) -> bool:
    """Whether a value is the word, or has one of the types, that a schema asks for."""
    if "const" in schema:
        return value == schema["const"]
    checker = Draft202012Validator.TYPE_CHECKER
    return any(checker.is_type(value, name) for name in types(schema))


def types(schema: Mapping) -> Sequence[str]:
    """Names of the types that a schema allows; none if it does not say."""
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else named
