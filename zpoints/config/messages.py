"""One sentence for each way in which a config may violate its schema.

What the schema knows best stands there: an `x-message` beside an `if` or a `pattern` is the
sentence for it. It may name {key} and {value}, and in a condition the keys of the section.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jsonschema import ValidationError

from zpoints.config import places
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
    if nameless := _nameless(error, root):
        return nameless
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
            return _unknown_key(key, value, schema["properties"], root)
        case "required":
            return _missing(key, next(name for name in wanted if name not in value), value, root)
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


def _nameless(error: ValidationError, root: Mapping) -> str | None:
    """Sentence about keys of a case or sampler that stand where its name belongs; None if none."""
    section, *rest = map(str, error.absolute_path or [""])
    if section not in places.NAMED or not rest or rest[0] not in places.entry_keys(section, root):
        return None
    noun = places.NAMED[section]
    return (
        f"{section}.{rest[0]} stands where the name of a {noun} belongs; below {section} write a "
        f"name of your own and a colon, and indent the keys of the {noun} below it."
    )


def _missing(key: str, missing: str, section: Mapping, root: Mapping) -> str:
    """Sentence about a key that is missing, or whose own keys stand beside it."""
    for name in section:
        if join(key, missing) in places.homes(str(name), key, root):
            return (
                f"{join(key, missing)} is missing, but {join(key, name)} is one of its keys; write "
                f"{missing} and a colon, and indent {name} below it."
            )
    if missing == "sampler":
        words = [one["properties"][missing]["const"] for one in root["$defs"][missing]["oneOf"]]
        kind = places.near(key.split(".")[-1], words) or words[0]
        return f"{join(key, missing)} is missing; add it, such as sampler: {kind}."
    return f"{join(key, missing)} is missing; add it, as in config/config.yaml."


def _wrong_type(
    key: str, value: Any, wanted: Iterable[str], words: Sequence[str], hint: str
) -> str:
    """Sentence about a value of a wrong type; `words` name what else it may be."""
    wanted = list(wanted)
    if {"integer", "number"} & set(wanted) and isinstance(value, str) and _is_number(value):
        return (
            f"{key} is the text {value!r}, but must be a number; YAML reads it as a number "
            f"when written {float(value)!r}, without quotes."
        )
    named = " or ".join([*(_TYPES.get(name, name) for name in wanted), *words])
    remedy = _rewritten(key, value, wanted)
    return f"{key or 'the whole'} is {_quoted(value)}, but must be {named}{hint}{remedy}."


def _rewritten(key: str, value: Any, wanted: Sequence[str]) -> str:
    """How a value of a wrong type is written right, where that can be guessed."""
    section, _, name = key.partition(".")
    if key == "samplers" and isinstance(value, list) and value and isinstance(value[0], str):
        return f"; write them one below another, each as {value[0]}: {{sampler: {value[0]}}}"
    if section == "samplers" and name and "." not in name and isinstance(value, str | None):
        return f"; write {name}: {{sampler: {value or name}}}"
    if value is None and "object" in wanted:
        return "; indent its keys below it, or remove it"
    if "string" in wanted and isinstance(value, bool):
        return "; put it in quotes"
    if "string" in wanted and isinstance(value, int | float):
        return f"; put it in quotes: '{written(value)}'"
    if "array" in wanted and isinstance(value, int | float) and not isinstance(value, bool):
        return f"; write [{value}]"
    if not isinstance(value, str):
        return ""
    parts = value.replace(",", " ").split()
    if "array" in wanted and parts and all(map(_is_number, parts)):
        return f"; write [{', '.join(parts)}]"
    plain = value.replace(",", "").replace(" ", "").replace("'", "")
    if "integer" in wanted and plain.isdecimal():
        return f"; write {plain}"
    return ""


def _wrong_word(key: str, value: Any, words: Iterable[Any]) -> str:
    words = list(words)
    close = places.near(str(value), [word for word in words if isinstance(word, str)])
    meant = f"; did you mean {close!r}?" if close else "."
    return f"{key} is {_quoted(value)}, but must be one of {', '.join(map(repr, words))}{meant}"


def _unknown_key(key: str, section: Mapping, known: Iterable[str], root: Mapping) -> str:
    """Sentence about a key that its section does not have: misspelt, misplaced or no key at all."""
    known = list(known)
    unknown = next(name for name in section if name not in known)
    name, value = str(unknown), repr(section[unknown])
    is_unknown = f"{join(key, name)}{f' (value {value})' if len(value) < 60 else ''} is not a known"
    first, _, rest = name.partition(".")
    if rest and first in known:
        return f"{is_unknown} key; write the dot as sections: {join(key, first)}: {{{rest}: ...}}."
    surely = places.near(name, known, cutoff=0.8)
    moved = None if surely else places.remedy(name, key, root)
    if moved:
        return f"{is_unknown} key of {key or 'the top level'}; {moved}."
    close = surely or places.near(name, known)
    meant = repr(close) if close else places.elsewhere(name, root)
    remedy = f"did you mean {meant}?" if meant else "remove it."
    return f"{is_unknown} key; {remedy} Known here: {', '.join(known)}."


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
