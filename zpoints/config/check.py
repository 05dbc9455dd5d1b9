"""Check a study's config: one sentence for the first mistake, every default filled in."""

import math
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from zpoints.config import messages
from zpoints.config.places import near
from zpoints.config.schema import alternatives, kinds, resolve, types
from zpoints.config.study import is_trained
from zpoints.errors import StudyError
from zpoints.models import architecture

# Folders below results/{study}, beside those of the cases.
RESERVED_CASES = (
    "dataset", "quality", "trainings", "findings", "study", "logs", "benchmarks",
)  # fmt: skip
# Rows of the samplers' table that no sampler draws: real images, reconstructions and controls.
RESERVED_SAMPLERS = ("images", "reconstructions", "mean-image", "noise", "scrambled")


def check(config: Mapping, schema: Mapping) -> dict[str, Any]:
    """Return the config with every default filled in, or say in one sentence what is wrong.

    The result holds plain dicts, lists, numbers and strings only, and its keys stand in the
    schema's order: equal settings compare equal however they were written.

    Args:
        config: as read from YAML, possibly with OrderedDicts.
        schema: JSON schema with `default` and `description` for the keys; an entry that is one of
            several kinds names the keys that tell them apart in `x-kind`.

    Raises:
        StudyError: naming the key, its value and what to do.
    """
    if not config:
        raise StudyError("config: nothing is set; start from a copy of config/config.yaml.")
    plain = _plain(config)
    _check_plain(plain)
    # As it was written, because messages show that; conditions wait for the defaults.
    _check_schema(plain, schema, conditions=False)
    for case in plain["cases"].values():
        if not isinstance(case["encoder"], str):
            case["training"] = {**plain.get("training", {}), **case.get("training", {})}
    filled = _fill(plain, schema, schema)
    _check_schema(filled, schema, conditions=True)
    _check_crop(filled)
    size = schema["properties"]["dataset"]["properties"]["image_size"]
    _check_cases(filled, (size["minimum"], size["maximum"]))
    _check_correlations(filled)
    _check_numbers(filled)
    _check_samplers(filled)
    _check_atlas(filled)
    return filled


def _check_schema(config: dict, schema: Mapping, conditions: bool) -> None:
    """Raise a StudyError for the first violation, with or without the `if`s of the schema."""
    errors = Draft202012Validator(schema).iter_errors(config)
    counted = [error for error in errors if conditions or not messages.is_condition(error)]
    if counted:
        error = min(counted, key=messages.rank)
        raise StudyError(f"config: {messages.sentence(error, schema, config)}")


def _check_crop(config: dict) -> None:
    crop = config["dataset"]["crop"]
    if crop != "centre":
        left, top, right, bottom = crop
        if left >= right or top >= bottom:
            raise StudyError(
                f"config: dataset.crop is {crop}, but left, top, right and bottom must name a box: "
                "left < right and top < bottom."
            )


def _check_cases(config: dict, limits: tuple[int, int]) -> None:
    """Names and architectures of the cases; `limits` are the least and the largest image size."""
    size, channels = config["dataset"]["image_size"], config["dataset"]["channels"]
    seen: dict[str, str] = {}
    for name in config["cases"]:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise StudyError(
                f"config: cases holds {other!r} and {name!r}, which are one folder on many disks; "
                "rename one."
            )
    for name in config["cases"]:
        if name.lower() in RESERVED_CASES:
            raise StudyError(
                f"config: cases.{name} has the name of a results folder; choose another name "
                f"than {', '.join(RESERVED_CASES)}."
            )
    trained = {name: case for name, case in config["cases"].items() if is_trained(case)}
    for name, case in trained.items():
        try:
            architecture.from_config(case, size, channels, where=f"cases.{name}")
        except StudyError as error:
            sizes = _sizes_near(size, list(trained.values()), channels, limits)
            if not sizes:
                raise StudyError(f"config: {error}") from None
            strides = case["decoder"]["strides"] or [2] * len(case["decoder"]["filters"])
            raise StudyError(
                f"config: dataset.image_size is {size}, but the strides of cases.{name} fit "
                f"multiples of {math.prod(strides)} only; say {' or '.join(map(str, sizes))}."
            ) from None


def _sizes_near(size: int, cases: list[dict], channels: int, limits: tuple[int, int]) -> list[int]:
    """The next sizes of images, below and above, that all cases can decode.

    Returns:
        none if no larger size fits: then strides or lists of a case are wrong.
    """
    below = (one for one in range(size - 1, limits[0] - 1, -1) if _fits(one, cases, channels))
    above = (one for one in range(size + 1, limits[1] + 1) if _fits(one, cases, channels))
    larger = next(above, None)
    return [] if larger is None else [*filter(None, [next(below, None)]), larger]


def _fits(size: int, cases: list[dict], channels: int) -> bool:
    """Whether the decoders of all cases give images of a size."""
    try:
        for case in cases:
            architecture.from_config(case, size, channels)
    except StudyError:
        return False
    return True


def _check_correlations(config: dict) -> None:
    count = config["dataset"]["count"]
    correlations = config["correlations"]
    figure = correlations["pairs_figure"]
    if count is not None and correlations["vectors"] > count:
        raise StudyError(
            f"config: correlations.vectors is {correlations['vectors']}, but dataset.count is only "
            f"{count}, and vectors are drawn without replacement; lower the first or raise the "
            "second."
        )
    if None not in (count, figure["image"]) and figure["image"] >= count:
        raise StudyError(
            f"config: correlations.pairs_figure.image is {figure['image']}, but the images are "
            f"numbered 0 to {count - 1}; choose one of them."
        )
    for section in ("pairs_figure", "slices"):
        for pair in correlations[section]["pairs"]:
            _check_pair(pair, f"correlations.{section}.pairs holds {pair}", config["cases"])


def _check_pair(pair: list[int], statement: str, cases: Mapping[str, Mapping]) -> None:
    """Raise a StudyError unless every case has both components; the statement begins it."""
    for name, case in cases.items():
        # The z_dim of models that a user brings may be unknown until they are looked at.
        if "z_dim" in case and (pair[0] == pair[1] or max(pair) >= case["z_dim"]):
            raise StudyError(
                f"config: {statement}, but cases.{name} has the components 0 to "
                f"{case['z_dim'] - 1}; give two different ones."
            )


def _check_numbers(config: dict) -> None:
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


def _check_samplers(config: dict) -> None:
    seen = dict.fromkeys(RESERVED_SAMPLERS, "")
    seen |= {f"uniform-b{b:g}".lower(): "" for b in config["b_grid"]}
    for name, entry in config["samplers"].items():
        where = f"samplers.{name}"
        if seen.setdefault(name.lower(), name) != name:
            raise StudyError(
                f"config: {where} has the name of another sampler (those of b_grid included) or of "
                f"a set that samplers are compared with ({', '.join(RESERVED_SAMPLERS)}); rename "
                "it."
            )
        if entry.get("components"):
            statement = f"{where}.components is {entry['components']}"
            _check_pair(entry["components"], statement, config["cases"])


def _check_atlas(config: dict) -> None:
    for case in config["atlas"]["cases"] or []:
        if case not in config["cases"]:
            close = near(case, config["cases"])
            meant = f"did you mean {close!r}?" if close else "choose among them."
            raise StudyError(
                f"config: atlas.cases holds {case!r}, which is no case of this study "
                f"({', '.join(config['cases'])}); {meant}"
            )


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
                    f"config: {messages.join(key, name)} has a name that is no text; put it in "
                    f"quotes: '{name}'."
                )
        for name, inner in value.items():
            _check_plain(inner, messages.join(key, name))
    if isinstance(value, list):
        for inner in value:
            _check_plain(inner, key)


def _fill(value: Any, schema: Mapping, root: Mapping) -> Any:
    """Fill in defaults and put keys into the schema's order; the value has passed the schema."""
    schema = resolve(schema, root)
    if "x-kind" in schema:
        (kind,) = kinds(value, schema, root)
        schema = alternatives(schema, root)[kind]
    if "properties" in schema and isinstance(value, dict):
        filled = {}
        for key, inner in schema["properties"].items():
            inner = resolve(inner, root)
            # A key without a default may be missing: the z_dim of models that a user brings.
            if key in value or "properties" in inner or "default" in inner:
                given = value.get(key, _plain(inner.get("default", {})))
                filled[key] = _fill(given, inner, root)
        return filled
    if isinstance(value, dict):
        return {
            key: _fill(inner, schema["additionalProperties"], root) for key, inner in value.items()
        }
    if isinstance(value, list) and "items" in schema:
        return [_fill(inner, schema["items"], root) for inner in value]
    # YAML's 1 and 1.0 are one number, so they must have one repr.
    if "number" in types(schema) and isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, list):
        return [int(inner) if isinstance(inner, float) else inner for inner in value]
    if isinstance(value, float):
        return int(value)  # JSON schema takes 3.0 for an integer
    return value
