"""Whether a config is fine, in one sentence, without planning anything.

`python -m zpoints.config.summary config/mine.yaml` prints it. The exit status is 0, or 2 where
something is wrong: the same that would stop a run before its first job.
"""

import sys
from pathlib import Path

import yaml

from zpoints.config import file, inputs
from zpoints.config.check import check
from zpoints.config.study import Study
from zpoints.errors import StudyError

SCHEMA = Path(__file__).parents[2] / "workflow" / "schemas" / "config.schema.yaml"


def summary(path: str | Path) -> str:
    """Say what the study of a config will do.

    Args:
        path: of the config.

    Raises:
        StudyError: the config, its images or its models are wrong, in one sentence.
    """
    config = file.read(path)
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    try:
        study = Study(check(config, schema), schema)
        images = inputs.check_inputs(study)
    except StudyError as error:
        raise StudyError(file.located(str(error), [path])) from None
    return f"{path} is fine: {described(study, images)}."


def described(study: Study, images: int | None) -> str:
    """The study in a few words: its name, images, cases and samplers, and where results go.

    Args:
        study: as checked.
        images: that its source holds, None if that is not known.
    """
    dataset, name = study.config["dataset"], study.config["study"]
    count = dataset["count"] if images is None else min(images, dataset["count"] or images)
    number = "images" if count is None else f"{count:,} images"
    source = "painted" if dataset["path"] is None else f"from {dataset['path']}"
    size = dataset["image_size"]
    cases = [_counted(len(study.cases), "case"), f"({', '.join(study.cases)})"]
    return ", ".join(
        [
            f"study {name}",
            f"{number} {source} at {size}x{size} pixels",
            " ".join(cases),
            f"{_counted(len(study.samplers), 'sampler')}; results go to results/{name}",
        ]
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def main(path: str) -> int:
    """Print the sentence; the exit status of the process."""
    try:
        sys.stdout.write(f"{summary(path)}\n")
    except StudyError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:2] or ["config/config.yaml"])))
