"""Check what lies outside the config, before any job runs: the file itself, images, models."""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml

from zpoints.config.study import Study
from zpoints.dataset import sources
from zpoints.errors import StudyError


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


def check_source(study: Study, manifest: str | Path) -> None:
    """Check what can be known of a source of images before any job runs.

    A data set that was made with the same settings needs its source no more.

    Args:
        study: names the source in its config.
        manifest: where the manifest of the image store lies, or will lie.

    Raises:
        StudyError: the source is missing or broken, or holds too few images for the analyses.
    """
    path = study.config["dataset"]["path"]
    if path is None:
        return
    count = _stored_count(manifest, study.decisive("dataset"))
    if count is None:
        try:
            count = _source_count(study.config["dataset"])
        except StudyError as error:
            raise StudyError(f"config: {error}") from None
        except ModuleNotFoundError:
            # With --use-conda, what reads arrays is there for jobs alone: the first looks again.
            return
    correlations = study.config["correlations"]
    image = correlations["pairs_figure"]["image"]
    for key, wanted in (
        ("dataset.count", study.config["dataset"]["count"] or 2),
        ("correlations.vectors", correlations["vectors"]),
        ("correlations.pairs_figure.image", 0 if image is None else image + 1),
    ):
        if wanted > count:
            raise StudyError(
                f"config: dataset.path {path!r} holds {count} images, too few for {key}, which "
                f"needs {wanted}; lower it or add images."
            )


def check_models(study: Study) -> None:
    """Look for the files of the cases that bring their own models.

    Raises:
        StudyError: a file is missing.
    """
    for name in study.adopted:
        for part in ("encoder", "decoder"):
            path = study.config["cases"][name][part]
            if not Path(path).is_file():
                raise StudyError(
                    f"config: cases.{name}.{part} is {path!r}, but there is no such file; "
                    "set it to where the model is, absolute or relative to the folder where "
                    "snakemake runs."
                )


def _stored_count(manifest: str | Path, settings: Mapping) -> int | None:
    """Number of images of a finished store made with these settings; None if there is none."""
    try:
        described = json.loads(Path(manifest).read_text(encoding="utf-8"))
        same = described["origin"]["dataset"] == settings
        return int(described["counts"]["stored"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _source_count(dataset: Mapping) -> int:
    """Number of images of the source that a config names."""
    path, attributes = dataset["path"], dataset["attributes"]
    if not Path(path).exists():
        raise StudyError(
            f"dataset.path is {path!r}, but there is no such file or folder; set it to where the "
            "images are."
        )
    if attributes not in (None, "none") and not Path(attributes).is_file():
        raise StudyError(
            f"dataset.attributes is {attributes!r}, but there is no such file; set it to a CSV, "
            "or to 'none'."
        )
    source = sources.open_source(dataset["source"], path)
    return source.shape[0] if isinstance(source, sources.Array) else len(source.list().files)


def weights_beside(case: Mapping) -> list[str]:
    """Files of weights that PyTorch writes beside the models which a case brings.

    Args:
        case: as checked, with the paths of its encoder and decoder.
    """
    beside = [f"{case[part]}.data" for part in ("encoder", "decoder")]
    return [path for path in beside if Path(path).is_file()]
