"""Check what lies outside the config, before any job runs: images and models."""

import difflib
import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from zpoints.config.study import Study
from zpoints.dataset import sources
from zpoints.dataset.image_files import ENDINGS
from zpoints.errors import StudyError

# Packed files that are no zip archives.
_PACKED = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
# Images, films and arrays as cameras and programs write them, which a folder cannot be read from.
_FOREIGN = (
    *(".heic", ".heif", ".avif", ".jxl", ".jp2", ".svg", ".psd", ".pgm", ".ppm", ".raw", ".dng"),
    *(".cr2", ".nef", ".arw", ".mov", ".mp4", ".avi", ".npy", ".npz", ".zip", *_PACKED),
)


def check_inputs(study: Study) -> int | None:
    """Look at all that a study reads: its images and the models that it brings.

    Returns:
        number of images in the source; None for painted faces, or where nobody can count them yet.

    Raises:
        StudyError: something is missing, broken or too small.
    """
    count = check_source(study, f"results/{study.config['study']}/dataset/images.json")
    check_models(study)
    return count


def check_source(study: Study, manifest: str | Path) -> int | None:
    """Check what can be known of a source of images before any job runs.

    A data set that was made with the same settings needs its source no more.

    Args:
        study: names the source in its config.
        manifest: where the manifest of the image store lies, or will lie.

    Returns:
        number of images in the source; None for painted faces, or where nobody can count them yet.

    Raises:
        StudyError: the source is missing or broken, or holds too few images for the analyses.
    """
    path = study.config["dataset"]["path"]
    if path is None:
        return None
    count = _stored_count(manifest, study.decisive("dataset"))
    if count is None:
        try:
            count = _source_count(study.config["dataset"])
        except StudyError as error:
            raise StudyError(f"config: {error}") from None
        except ModuleNotFoundError:
            # With --use-conda, what reads arrays is there for jobs alone: the first looks again.
            return None
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
                f"needs {wanted}; lower it to what there is, or add images."
            )
    return count


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
            f"dataset.path is {path!r}, but there is no such file or folder; {_meant(path)}"
        )
    if attributes not in (None, "none") and not Path(attributes).is_file():
        raise StudyError(
            f"dataset.attributes is {attributes!r}, but there is no such file; set it to a CSV, "
            "or to 'none'."
        )
    _check_kind(dataset["source"], Path(path))
    source = sources.open_source(dataset["source"], path)
    return source.shape[0] if isinstance(source, sources.Array) else len(source.list().files)


def _meant(path: str) -> str:
    """What to do about a path that leads nowhere."""
    if path.startswith("~") or "$" in path:
        return f"write it out, as in {os.path.expandvars(Path(path).expanduser())}."
    place = Path(path)
    while not place.parent.exists():
        place = place.parent
    try:
        beside = [one.name for one in place.parent.iterdir()]
    except OSError:
        beside = []
    close = difflib.get_close_matches(place.name, beside, n=1, cutoff=0.75)
    if close:
        return f"did you mean {str(place.parent / close[0])!r}? Set it to where the images are."
    below = "" if Path(path).is_absolute() else f"; it is looked for below {Path.cwd()}"
    return f"set it to where the images are{below}."


def _check_kind(kind: str, path: Path) -> None:
    """Refuse a path that is of another kind of source, and say of which."""
    ending = path.suffix.lower()
    remedy = None
    if kind != "array" and path.is_file():
        if ending in _PACKED:
            remedy = "which is packed; unpack it, and set path and source to that folder"
        elif ending in (".npy", ".npz"):
            remedy = "which is an array; set dataset.source to 'array'"
        elif kind == "folder" and ending == ".zip":
            remedy = "which is an archive; set dataset.source to 'zip'"
        elif ending in ENDINGS:
            remedy = f"which is one image; set it to the folder of all, such as {path.parent}"
    elif kind == "array" and path.is_dir() and any(path.glob("*.[jp][pn]*g")):
        remedy = "which is a folder of images; set dataset.source to 'folder'"
    elif kind == "zip" and path.is_dir():
        remedy = "which is a folder; set dataset.source to 'folder'"
    elif kind == "folder" and path.is_dir():
        remedy = _foreign_files(path)
    if remedy:
        raise StudyError(f"dataset.path is {str(path)!r}, {remedy}.")


def _foreign_files(folder: Path) -> str | None:
    """What a folder holds in place of images that can be read; None if it has such images."""
    found: Counter[str] = Counter()
    for _, _, names in os.walk(folder):
        endings = [Path(name).suffix.lower() for name in names]
        if any(ending in ENDINGS for ending in endings):
            return None
        found.update(ending for ending in endings if ending in _FOREIGN)
    if not found:
        return None
    ending, number = found.most_common(1)[0]
    files = f"{number} {ending} file{'' if number == 1 else 's'}"
    if ending == ".zip" and number == 1:
        remedy = "set the path to that file, and dataset.source to 'zip'"
    elif ending == ".zip" or ending in _PACKED:
        remedy = "unpack them"
    else:
        remedy = f"convert them to one of {', '.join(ENDINGS)}"
    return f"which holds no image file but {files}; {remedy}"


def weights_beside(case: Mapping) -> list[str]:
    """Files of weights that PyTorch writes beside the models which a case brings.

    Args:
        case: as checked, with the paths of its encoder and decoder.
    """
    beside = [f"{case[part]}.data" for part in ("encoder", "decoder")]
    return [path for path in beside if Path(path).is_file()]
