"""Which images are for training, validation and test."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from zpoints.errors import StudyError

TRAIN, VALIDATION, TEST = 0, 1, 2
SPLITS = ("train", "validation", "test")


def split_at_random(count: int, share: float, generator: np.random.Generator) -> np.ndarray:
    """Draw the validation images.

    Args:
        count: number of images.
        share: of them that are for validation.
        generator: of random numbers.

    Returns:
        uint8 (count,) with TRAIN or VALIDATION; round(count * share) of the latter, at least 1.

    Raises:
        StudyError: fewer than two images.
    """
    if count < 2:
        raise StudyError(
            f"the data set has {count} image, but training needs at least 2; add some."
        )
    split = np.full(count, TRAIN, np.uint8)
    validation = min(max(1, round(count * share)), count - 1)
    split[generator.permutation(count)[:validation]] = VALIDATION
    return split


def read_partition(path: str | Path) -> dict[str, int]:
    """Read CelebA's list_eval_partition (.txt or .csv): file name to 0 train, 1 val, 2 test.

    Raises:
        StudyError: naming the line that is not "file partition".
    """
    partition = {}
    with Path(path).open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            words = line.replace(",", " ").split()
            if not words or (number == 1 and words[-1] not in ("0", "1", "2")):
                continue  # an empty line or the heading of the .csv
            if len(words) != 2 or words[1] not in ("0", "1", "2"):
                raise StudyError(
                    f"{path}, line {number}: {line.strip()[:80]!r} is not a file name followed by "
                    "0, 1 or 2; download the file again or remove it to split at random."
                )
            partition[words[0]] = int(words[1])
    return partition


def split_by_partition(files: Iterable[str], partition: dict[str, int]) -> np.ndarray:
    """Split of each file by its name in a partition.

    Args:
        files: names, whose last part counts.
        partition: file name to split, as `read_partition` returns it.

    Returns:
        uint8 (n,).

    Raises:
        StudyError: a file is not listed, or no file is for training or none for validation.
    """
    names = [Path(file).name for file in files]
    missing = [name for name in names if name not in partition]
    if missing:
        raise StudyError(
            f"the partition file lacks {len(missing)} of {len(names)} images, the first is "
            f"{missing[0]}; download it again, or remove it to split at random."
        )
    split = np.array([partition[name] for name in names], np.uint8)
    for code in (TRAIN, VALIDATION):
        if not (split == code).any():
            raise StudyError(
                f"by the partition file none of the {len(names)} images is for {SPLITS[code]}; "
                "use more images, or remove the file to split at random."
            )
    return split
