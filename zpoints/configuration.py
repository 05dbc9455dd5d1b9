"""Check a study's config before any job runs: one sentence for each mistake."""

import difflib
import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from zpoints import architecture, sources
from zpoints.errors import StudyError

RESERVED_CASES = ("dataset", "logs", "benchmarks")
# Files of a user's own encoder and decoder.
MODEL_ENDINGS = (".onnx", ".keras")
# All that a case with own models may say; the rest of its keys are about a training.
_OWN_KEYS = ("z_dim", "encoder", "decoder", "seed")
# Rows of the samplers' table that no sampler draws.
REFERENCES = ("images", "reconstructions", "mean-image", "noise", "scrambled")
_TYPES = {
    "object": "a section of indented keys",
    "array": "a list such as [2, 2]",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
}
_PAGE = """# {title}

{description} Made by `make format` from `workflow/schemas/config.schema.yaml`.

A study has one file: `snakemake --cores 8 --configfile config/celeba.yaml` reads that file alone,
without one `config/config.yaml` (the demo) is read. Results go to `results/{{study}}`.

A second training of one architecture is one more case, with a YAML anchor:

    cases:
      I: &I
        encoder: {{filters: [32, 64, 128, 256], kernels: [3, 3, 3, 3]}}
        decoder: {{filters: [128, 64, 32, channels], kernels: [3, 3, 3, 3]}}
      I-seed2: {{<<: *I, seed: 2}}

A case whose encoder and decoder are files brings its own models, and nothing is trained for it:

    cases:
      mine: {{encoder: models/encoder.onnx, decoder: models/decoder.onnx}}

One more sampler is one more entry; entries take the place of the default ones:

    samplers:
      permuted: {{sampler: permuted}}
      box-k2: {{sampler: box, k: 2}}
      mixture-n20: {{sampler: gaussian-mixture, n: 20}}
"""


def check(config: Mapping, schema: Mapping) -> dict[str, Any]:
    """Return the config with every default filled in, or say in one sentence what is wrong.

    The result holds plain dicts, lists, numbers and strings only, and its keys stand in the
    schema's order: equal settings compare equal however they were written.

    Args:
        config: as read from YAML, possibly with OrderedDicts.
        schema: JSON schema with `default` and `description` for the keys.

    Raises:
        StudyError: naming the key, its value and what to do.
    """
    if not config:
        raise StudyError("the config is empty; start from a copy of config/config.yaml.")
    plain = _plain(config)
    _check_plain(plain)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(plain)
    first = min(errors, key=lambda error: (len(error.absolute_path), str(error.path)), default=None)
    if first is not None:
        raise StudyError(f"config: {_sentence(first, schema)}")
    own = [name for name, case in plain["cases"].items() if _brings_models(case, f"cases.{name}")]
    for name, case in plain["cases"].items():
        if name not in own:
            case["training"] = {**plain.get("training", {}), **case.get("training", {})}
    filled = _fill(plain, schema, schema)
    for name in own:
        given = {**filled["cases"][name], "z_dim": plain["cases"][name].get("z_dim")}
        filled["cases"][name] = {key: given[key] for key in _OWN_KEYS if given[key] is not None}
    _check_dataset(filled)
    _check_cases(filled)
    _check_analyses(filled)
    _check_samplers(filled, _resolve(schema["$defs"]["sampler"], schema)["properties"])
    return filled


def is_trained(case: Mapping) -> bool:
    """Whether a case, as `check` returns it, is trained here and does not bring its own models."""
    return "training" in case


# They decide how fast a case is trained, and nothing else.
WITHOUT_EFFECT = ("memory_gb", "threads", "gpus")


def same_but_for_the_seed(cases: Mapping[str, Mapping]) -> list[tuple[str, str]]:
    """Pairs of cases that are one architecture, trained alike from different seeds.

    Args:
        cases: name to settings, checked and with all defaults.
    """

    def settings(case: Mapping) -> dict:
        training = {
            key: value for key, value in case["training"].items() if key not in WITHOUT_EFFECT
        }
        return {**case, "seed": None, "training": training}

    names = [name for name, case in cases.items() if is_trained(case)]
    return [
        (one, other)
        for k, one in enumerate(names)
        for other in names[k + 1 :]
        if settings(cases[one]) == settings(cases[other])
        and cases[one].get("seed") != cases[other].get("seed")
    ]


def check_file(path: str | Path) -> None:
    """Refuse a config file in which a key stands twice: YAML would keep the last in silence.

    Raises:
        StudyError: naming the key and its line.
    """
    with Path(path).open(encoding="utf-8") as file:
        waiting = [yaml.compose(file, yaml.SafeLoader)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    raise StudyError(
                        f"config: {path}, line {key.start_mark.line + 1}: {key.value!r} stands "
                        "twice in one section; keep one of them."
                    )
                seen.add(key.value)
                waiting.append(value)


def check_source(config: Mapping, settings: Mapping, manifest: str | Path) -> None:
    """Check what can be known of a source of images before any job runs.

    A data set that was made with the same settings needs its source no more.

    Args:
        config: as returned by `check`.
        settings: what decides the data set.
        manifest: where the manifest of the image store lies, or will lie.

    Raises:
        StudyError: the source is missing or broken, or holds too few images for the analyses.
    """
    dataset = config["dataset"]
    path = dataset["path"]
    if path is None:
        return
    count = _stored(manifest, settings)
    if count is None:
        if not Path(path).exists():
            raise StudyError(
                f"config: dataset.path is {path!r}, but there is no such file or folder; set it to "
                "where the images are."
            )
        known = dataset["attributes"]
        if known not in (None, "none") and not Path(known).is_file():
            raise StudyError(
                f"config: dataset.attributes is {known!r}, but there is no such file; set it to a "
                "CSV, or to 'none'."
            )
        try:
            source = sources.open_source(dataset["source"], path)
            array = isinstance(source, sources.Array)
            count = source.shape[0] if array else len(source.list().files)
        except StudyError as error:
            raise StudyError(f"config: {error}") from None
        except ModuleNotFoundError:
            # With --use-conda, what reads arrays is there for jobs alone: the first looks again.
            return
    for key, wanted in (
        ("dataset.count", config["dataset"]["count"] or 2),
        ("correlations.vectors", config["correlations"]["vectors"]),
        ("correlations.pairs_figure.image", config["correlations"]["pairs_figure"]["image"] + 1),
    ):
        if wanted > count:
            raise StudyError(
                f"config: dataset.path {path!r} holds {count} images, too few for {key}, which "
                f"needs {wanted}; lower it or add images."
            )


def check_models(config: Mapping) -> None:
    """Look for the files of the cases that bring their own models.

    Args:
        config: as returned by `check`.

    Raises:
        StudyError: a file is missing.
    """
    for name, case in config["cases"].items():
        for part in ("encoder", "decoder"):
            if not is_trained(case) and not Path(case[part]).is_file():
                raise StudyError(
                    f"config: cases.{name}.{part} is {case[part]!r}, but there is no such file; "
                    "set it to where the model is, absolute or relative to the folder where "
                    "snakemake runs."
                )


def _stored(manifest: str | Path, settings: Mapping) -> int | None:
    """Number of images of a finished store made with these settings."""
    try:
        described = json.loads(Path(manifest).read_text(encoding="utf-8"))
        same = described["origin"]["dataset"] == settings
        return int(described["counts"]["stored"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def describe(schema: Mapping) -> str:
    """Markdown page with a table of all keys of the schema: key, type, default, meaning."""
    escaped = r"\|"  # a bare | would end the cell
    rows = [
        f"| `{key}` | {kind} | {default} | {meaning.replace('|', escaped)} |"
        for key, kind, default, meaning in _rows(schema, schema, "")
    ]
    head = ["| key | type | default | meaning |", "|---|---|---|---|"]
    return "\n".join([_PAGE.format(**schema), *head, *rows, ""])


def _check_dataset(config: dict) -> None:
    dataset = config["dataset"]
    if dataset["source"] == "painted":
        if dataset["count"] is None:
            raise StudyError(
                "config: dataset.count is missing, but painted faces have no natural number; "
                "set it, e.g. to 8000."
            )
        if dataset["path"] is not None:
            raise StudyError(
                f"config: dataset.path is {dataset['path']!r}, but dataset.source is 'painted', "
                "which reads none; remove the path or set the source to 'folder', 'zip', 'array' "
                "or 'celeba'."
            )
        if dataset["attributes"] is not None:
            raise StudyError(
                "config: dataset.attributes is given, but painted faces have attributes of their "
                "own; remove it."
            )
    elif not dataset["path"]:
        raise StudyError(
            f"config: dataset.path is missing, but dataset.source is {dataset['source']!r}; "
            "set it to where the images are."
        )
    if dataset["md5"] is not None and dataset["source"] not in ("zip", "celeba"):
        raise StudyError(
            f"config: dataset.md5 is given, but dataset.source is {dataset['source']!r}, which is "
            "no archive; remove it."
        )
    if dataset["subset"] == "random" and (
        dataset["count"] is None or dataset["source"] == "painted"
    ):
        raise StudyError(
            "config: dataset.subset is 'random', which draws dataset.count of the images of a "
            "source; give a count, and no painted faces."
        )
    if dataset["crop"] != "centre":
        left, top, right, bottom = dataset["crop"]
        if left >= right or top >= bottom:
            raise StudyError(
                f"config: dataset.crop is {dataset['crop']}, but left, top, right and bottom must "
                "name a box: left < right and top < bottom."
            )


def _brings_models(case: Mapping, where: str) -> bool:
    """Whether encoder and decoder are files; if so, nothing of a training may stand beside them."""
    paths = {part: case[part] for part in ("encoder", "decoder") if isinstance(case[part], str)}
    for part, path in paths.items():
        if Path(path).suffix not in MODEL_ENDINGS:
            raise StudyError(
                f"config: {where}.{part} is {path!r}, but must be the path of a model, which ends "
                f"in {' or '.join(MODEL_ENDINGS)}, or a section of indented keys."
            )
    if len(paths) == 1:
        (part,) = paths
        other = "decoder" if part == "encoder" else "encoder"
        raise StudyError(
            f"config: {where}.{part} is a path and {where}.{other} a section; give two paths, to "
            "bring models, or two sections, to have them trained."
        )
    for key in case if paths else ():
        if key not in _OWN_KEYS:
            raise StudyError(
                f"config: {where}.{key} is about a training, but {where}.encoder and "
                f"{where}.decoder bring models that are trained already; remove it."
            )
    return bool(paths)


def _check_cases(config: dict) -> None:
    size, channels = config["dataset"]["image_size"], config["dataset"]["channels"]
    seen: dict[str, str] = {}
    for name in config["cases"]:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise StudyError(
                f"config: cases holds {other!r} and {name!r}, which are one folder on many disks; "
                "rename one."
            )
    for name, case in config["cases"].items():
        if name.lower() in RESERVED_CASES:
            raise StudyError(
                f"config: cases.{name} has the name of a results folder; choose another name "
                f"than {', '.join(RESERVED_CASES)}."
            )
        if not is_trained(case):
            continue
        try:
            architecture.from_config(case, size, channels, where=f"cases.{name}")
        except StudyError as error:
            raise StudyError(f"config: {error}") from None


def _check_analyses(config: dict) -> None:
    count = config["dataset"]["count"]
    correlations = config["correlations"]
    figure = correlations["pairs_figure"]
    if count is not None and correlations["vectors"] > count:
        raise StudyError(
            f"config: correlations.vectors is {correlations['vectors']}, but dataset.count is only "
            f"{count}, and vectors are drawn without replacement; lower the first or raise the "
            "second."
        )
    if count is not None and figure["image"] >= count:
        raise StudyError(
            f"config: correlations.pairs_figure.image is {figure['image']}, but the images are "
            f"numbered 0 to {count - 1}; choose one of them."
        )
    chosen = [
        (where, pair)
        for where in ("pairs_figure", "slices")
        for pair in correlations[where]["pairs"]
    ]
    for name, case in config["cases"].items():
        for where, (i, j) in chosen:
            # A model that is brought along may keep its z_dim to itself: its jobs look then.
            if "z_dim" in case and (i == j or max(i, j) >= case["z_dim"]):
                raise StudyError(
                    f"config: correlations.{where}.pairs holds [{i}, {j}], but cases.{name} "
                    f"has the components 0 to {case['z_dim'] - 1}; give two different ones."
                )
    low, high = config["distributions"]["histogram"]["range"]
    if low >= high:
        raise StudyError(
            f"config: distributions.histogram.range is [{low}, {high}]; its first value must be "
            "the smaller one."
        )
    samples = config["samples"]
    if samples["sheet"]["images"] > samples["count"]:
        raise StudyError(
            f"config: samples.sheet.images is {samples['sheet']['images']}, but only "
            f"{samples['count']} images are decoded (samples.count); lower the first or raise the "
            "second."
        )
    for where, grid in (
        ("b_grid", config["b_grid"]),
        ("distributions.radii.b_grid", config["distributions"]["radii"]["b_grid"]),
    ):
        if len({f"{b:g}" for b in grid}) < len(grid):
            raise StudyError(
                f"config: {where} is {grid}, in which two values agree in their first six digits; "
                "results are named by these digits, so keep one of them."
            )


def _check_samplers(config: dict, properties: Mapping) -> None:
    """An option belongs to some samplers only, as its entry in the schema says."""
    taken = {f"uniform-b{b:g}".lower() for b in config["b_grid"]} | set(REFERENCES)
    seen: dict[str, str] = {}
    for name, entry in config["samplers"].items():
        where = f"samplers.{name}"
        if name.lower() in taken or seen.setdefault(name.lower(), name) != name:
            raise StudyError(
                f"config: {where} has the name of another sampler (those of b_grid included) or of "
                f"a set that samplers are compared with ({', '.join(REFERENCES)}); rename it."
            )
        for option, value in entry.items():
            users = properties[option].get("x-samplers", [entry["sampler"]])
            if value is not None and entry["sampler"] not in users:
                raise StudyError(
                    f"config: {where}.{option} is an option of {' and '.join(users)}, but the "
                    f"sampler is {entry['sampler']!r}; remove it."
                )
        for case_name, case in config["cases"].items():
            components = entry["components"] if "z_dim" in case else None
            if components and (components[0] == components[1] or max(components) >= case["z_dim"]):
                raise StudyError(
                    f"config: {where}.components is {components}, but cases.{case_name} has the "
                    f"components 0 to {case['z_dim'] - 1}; give two different ones."
                )


def _sentence(error: jsonschema.ValidationError, schema: Mapping) -> str:
    """Turn a schema violation into a sentence with key, value and remedy."""
    # "oneOf" hides the violation that matters in its context: take the deepest.
    alternatives: list = []
    while error.context:
        alternatives = error.validator_value
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    key = ".".join(str(part) for part in error.absolute_path)
    value = error.instance
    meaning = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    hint = f" ({meaning.rstrip('.')})" if meaning else ""
    match error.validator:
        case "additionalProperties":
            return _unknown_key(key, value, error.schema["properties"])
        case "required":
            missing = next(name for name in error.validator_value if name not in value)
            return f"{_join(key, missing)} is missing; add it, as in config/config.yaml."
        case "type":
            wanted = error.validator_value
            wanted = [wanted] if isinstance(wanted, str) else wanted
            if {"integer", "number"} & set(wanted) and isinstance(value, str) and _is_number(value):
                return (
                    f"{key} is the text {value!r}, but must be a number; YAML reads it as a number "
                    f"when written {float(value)!r}, without quotes."
                )
            wanted = " or ".join(_TYPES.get(name, name) for name in wanted)
            if any("const" in other for other in alternatives):
                wanted += f" or the word {architecture.CHANNELS!r}"
            return f"{key or 'the whole'} is {_written(value)}, but must be {wanted}{hint}."
        case "enum":
            choices = ", ".join(repr(choice) for choice in error.validator_value)
            return f"{key} is {value!r}, but must be one of {choices}."
        case "pattern" if "A-Za-z" not in error.validator_value:
            return f"{key} is {value!r}, which it cannot be{hint}."
        case "pattern":
            subject = (
                f"{_join(key, value)} has the name"
                if "propertyNames" in (error.absolute_schema_path)
                else f"{key} is"
            )
            return (
                f"{subject} {value!r}, but names are made of letters, digits, '-' and '_' only; "
                "rename it."
            )
        case "minProperties":
            return f"{key} is empty; name at least one, as in config/config.yaml."
        case "minItems":
            return (
                f"{key} is {value!r}, but needs at least {error.validator_value} "
                f"{'entry' if error.validator_value == 1 else 'entries'}; add some{hint}."
            )
        case "maxItems":
            return (
                f"{key} has {len(value)} entries, but may have {error.validator_value} at most; "
                f"remove some{hint}."
            )
        case "uniqueItems":
            return f"{key} is {value!r}, in which a value stands twice; remove one."
        case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum":
            bound = {
                "minimum": "at least",
                "exclusiveMinimum": "more than",
                "maximum": "at most",
                "exclusiveMaximum": "less than",
            }[error.validator]
            return f"{key} is {value!r}, but must be {bound} {error.validator_value}{hint}."
    return f"{key} is {value!r}, which does not fit: {error.message}{hint}."


def _unknown_key(key: str, value: Mapping, known: Iterable[str]) -> str:
    known = list(known)
    unknown = next(name for name in value if name not in known)
    close = difflib.get_close_matches(str(unknown), known, n=1)
    remedy = f"did you mean {close[0]!r}?" if close else "remove it."
    given = repr(value[unknown])
    shown = f" (value {given})" if len(given) < 60 else ""
    return (
        f"{_join(key, unknown)}{shown} is not a known key; {remedy} Known here: {', '.join(known)}."
    )


def _join(parent: str, key: str) -> str:
    return f"{parent}.{key}" if parent else str(key)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _plain(value: Any) -> Any:
    """Copy of a YAML tree in built-in types only: equal settings must have equal repr."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value


def _check_plain(value: Any, key: str = "") -> None:
    """JSON schema passes over keys that are no text and numbers that are not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        raise StudyError(f"config: {key} is {value!r}, but must be a finite number; write one.")
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str):
                raise StudyError(
                    f"config: {_join(key, name)} has a name that is no text; put it in quotes: "
                    f"'{name}'."
                )
        for name, inner in value.items():
            _check_plain(inner, _join(key, name))
    if isinstance(value, list):
        for inner in value:
            _check_plain(inner, key)


def _resolve(schema: Mapping, root: Mapping) -> Mapping:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return {**root["$defs"][name], **schema}
    return schema


def _fill(value: Any, schema: Mapping, root: Mapping) -> Any:
    """Fill in defaults and put keys into the schema's order."""
    schema = _resolve(schema, root)
    if "properties" in schema and isinstance(value, dict):
        filled = {}
        for key, inner in schema["properties"].items():
            resolved = _resolve(inner, root)
            default = {} if "properties" in resolved else resolved.get("default")
            filled[key] = _fill(value.get(key, _plain(default)), resolved, root)
        return filled
    if isinstance(value, dict):
        return {
            key: _fill(inner, schema["additionalProperties"], root) for key, inner in value.items()
        }
    if isinstance(value, list) and "items" in schema:
        return [_fill(inner, _resolve(schema["items"], root), root) for inner in value]
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    # YAML's 1 and 1.0 are one number, so they must have one repr.
    if "number" in kinds and value is not None:
        return float(value)
    if isinstance(value, list):
        return [int(inner) if isinstance(inner, float) else inner for inner in value]
    if isinstance(value, float):
        return int(value)  # JSON schema takes 3.0 for an integer
    return value


def _rows(schema: Mapping, root: Mapping, prefix: str) -> Iterable[tuple[str, str, str, str]]:
    for key, inner in schema["properties"].items():
        inner = _resolve(inner, root)
        name = prefix + key
        if "properties" in inner and name != "cases.{case}.training":
            kind = "section" if inner["type"] == "object" else "section or path"
            yield name, kind, "", inner["description"]
            yield from _rows(inner, root, f"{name}.")
        elif key == "cases":
            yield name, "section", "", inner["description"]
            yield from _rows(root["$defs"]["case"], root, "cases.{case}.")
        elif key == "samplers":
            default = ", ".join(f"`{_shown(entry)}`" for entry in inner["default"])
            yield name, "section", default, inner["description"]
            yield from _rows(root["$defs"]["sampler"], root, "samplers.{sampler}.")
        else:
            kind = inner.get("type", "list" if "oneOf" in inner else "section")
            kind = " or ".join(kind) if isinstance(kind, list) else kind
            default = f"`{_shown(inner['default'])}`" if "default" in inner else ""
            choices = f" One of {', '.join(map(str, inner['enum']))}." if "enum" in inner else ""
            yield name, kind, default, inner["description"] + choices


def _written(value: Any) -> str:
    """A value as a message names it: null for an empty one, texts in quotes."""
    return _shown(value) if value is None or isinstance(value, bool) else repr(value)


def _shown(value: Any) -> str:
    return (
        "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )


if __name__ == "__main__":
    # python -m zpoints.configuration SCHEMA: the text of config/README.md
    sys.stdout.write(describe(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))))
