"""One sentence for each way in which a config may violate its schema.

What the schema knows best stands there: an `x-message` beside an `if` or a `pattern` is the
sentence for it. It may name {key} and {value}, and in a condition the keys of the section.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jsonschema import ValidationError

from zpoints.config.schema import alternatives, fits, kinds, resolve, types

_TYPES = {
    "object": "a section of indented keys",
    "array": "a list such as [2, 2]",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
}
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}


def rank(error: ValidationError) -> tuple[int, str, bool]:
    """Order of the errors of a config: what stands further out is told first.

    Of one place a plain error is told before an alternative that does not fit because of it.
    """
    return len(error.absolute_path), str(error.absolute_path), error.validator == "oneOf"


def is_condition(error: ValidationError) -> bool:
    """Whether an error depends on other keys of its section, some of which may have defaults."""
    return "then" in error.absolute_schema_path


def sentence(error: ValidationError, root: Mapping, config: Mapping) -> str:
    """Turn an error into a sentence with key, value and remedy.

    Args:
        error: as `jsonschema` gives it.
        root: the schema.
        config: the config that violates it.
    """
    if is_condition(error):
        values = {name: _quoted(value) for name, value in _section(error, config).items()}
        return _condition(error, root)["x-message"].format(**values)
    schema: Any = error.schema
    if error.validator == "oneOf" and "x-kind" in schema:
        return _wrong_alternative(error, root, config)
    words = []
    while error.context:  # any alternative would do: the violation that matters lies deepest
        words = [f"the word {one['const']!r}" for one in schema[error.validator] if "const" in one]
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
        schema = error.schema
    key = _key(error)
    value: Any = error.instance
    wanted: Any = error.validator_value
    hint = f" ({schema['description'].rstrip('.')})" if "description" in schema else ""
    match error.validator:
        case "additionalProperties":
            return _unknown_key(key, value, schema["properties"])
        case "required":
            missing = next(name for name in wanted if name not in value)
            return f"{join(key, missing)} is missing; add it, as in config/config.yaml."
        case "type":
            return _wrong_type(key, value, types(schema), words, hint)
        case "enum":
            return _wrong_word(key, value, wanted)
        case "pattern" if "x-message" in schema:
            return schema["x-message"].format(key=key, value=_quoted(value))
        case "pattern" if "A-Za-z" not in wanted:
            return f"{key} is {value!r}, which it cannot be{hint}."
        case "pattern":
            is_name = "propertyNames" in error.absolute_schema_path
            subject = f"{join(key, value)} has the name" if is_name else f"{key} is"
            return (
                f"{subject} {value!r}, but names are made of letters, digits, '-' and '_' only; "
                "rename it."
            )
        case "minProperties":
            return f"{key} is empty; name at least one, as in config/config.yaml."
        case "minItems":
            entries = "entry" if wanted == 1 else "entries"
            return f"{key} is {value!r}, but needs at least {wanted} {entries}; add some{hint}."
        case "maxItems":
            return (
                f"{key} has {len(value)} entries, but may have {wanted} at most; remove some{hint}."
            )
        case "uniqueItems":
            return f"{key} is {value!r}, in which a value stands twice; remove one."
        case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" as bound:
            return f"{key} is {value!r}, but must be {_BOUNDS[bound]} {wanted}{hint}."
    return f"{key} is {value!r}, which does not fit: {error.message}{hint}."


def join(parent: str, key: Any) -> str:
    """Dotted name of a key inside a section; the whole config has no name."""
    return f"{parent}.{key}" if parent else str(key)


def written(value: Any) -> str:
    """A value as it is written in YAML, without quotes."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(value: Any) -> str:
    """A value as a message names it: texts in quotes."""
    return repr(value) if isinstance(value, str) else written(value)


def _key(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.absolute_path)


def _condition(error: ValidationError, root: Mapping) -> Mapping:
    """The schema whose `then` holds what is violated."""
    place: Any = root
    for step in error.absolute_schema_path:
        if step == "then":
            break
        place = resolve(place, root) if step == "$ref" else place[step]
    return place


def _section(error: ValidationError, config: Mapping) -> Mapping:
    """The section of the key that an error is about."""
    section: Any = config
    for step in list(error.absolute_path)[:-1]:
        section = section[step]
    return section


def _wrong_alternative(error: ValidationError, root: Mapping, config: Mapping) -> str:
    """What is wrong with an entry that is none of several kinds, as the kind that it names."""
    key = _key(error)
    entry: Any = error.instance
    schema: Any = error.schema
    possible = alternatives(schema, root)
    meant = kinds(entry, schema, root)
    if meant:
        own = [inner for inner in error.context or [] if inner.schema_path[0] == meant[0]]
        first = min(own, key=rank)
        if first.validator == "additionalProperties" and len(first.relative_path) == 0:
            foreign = _foreign_option(key, entry, possible, meant[0], schema["x-kind"][0])
            return foreign or sentence(first, root, config)
        return sentence(first, root, config)
    for name in schema["x-kind"]:
        choices = [resolve(one["properties"][name], root) for one in possible]
        if name in entry and not any(fits(entry[name], choice) for choice in choices):
            return _wrong_kind(join(key, name), entry[name], choices)
    return schema["x-message"].format(key=key)


def _wrong_kind(key: str, value: Any, choices: Sequence[Mapping]) -> str:
    """Sentence about a value that is the word or the type of none of the alternatives."""
    for choice in choices:
        if "x-message" in choice:
            return choice["x-message"].format(key=key, value=_quoted(value))
    words = [choice["const"] for choice in choices if "const" in choice]
    if words:
        return _wrong_word(key, value, words)
    return _wrong_type(key, value, [kind for choice in choices for kind in types(choice)], [], "")


def _foreign_option(
    key: str, entry: Mapping, possible: Sequence[Mapping], own: int, kind: str
) -> str | None:
    """Sentence about an option that belongs to entries of other kinds; None if it is unknown."""
    unknown = next(name for name in entry if name not in possible[own]["properties"])
    users = [
        other.get("title") or other["properties"][kind]["const"]
        for other in possible
        if unknown in other["properties"]
    ]
    if not users:
        return None
    named = possible[own].get("title")
    is_one = f"{key} is {named}" if named else f"{join(key, kind)} is {entry[kind]!r}"
    return f"{join(key, unknown)} is an option of {' and '.join(users)}, but {is_one}; remove it."


def _wrong_type(
    key: str, value: Any, wanted: Iterable[str], words: Sequence[str], hint: str
) -> str:
    """Sentence about a value of a wrong type; `words` name what else it may be."""
    if {"integer", "number"} & set(wanted) and isinstance(value, str) and _is_number(value):
        return (
            f"{key} is the text {value!r}, but must be a number; YAML reads it as a number "
            f"when written {float(value)!r}, without quotes."
        )
    named = " or ".join([*(_TYPES.get(name, name) for name in wanted), *words])
    return f"{key or 'the whole'} is {_quoted(value)}, but must be {named}{hint}."


def _wrong_word(key: str, value: Any, words: Iterable[Any]) -> str:
    return f"{key} is {_quoted(value)}, but must be one of {', '.join(map(repr, words))}."


def _unknown_key(key: str, section: Mapping, known: Iterable[str]) -> str:
    known = list(known)
    unknown = next(name for name in section if name not in known)
    close = difflib.get_close_matches(str(unknown), known, n=1)
    remedy = f"did you mean {close[0]!r}?" if close else "remove it."
    value = repr(section[unknown])
    value = f" (value {value})" if len(value) < 60 else ""
    return (
        f"{join(key, unknown)}{value} is not a known key; {remedy} Known here: {', '.join(known)}."
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
