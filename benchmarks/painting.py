"""Painting faces at 96x96x3: `painted_blocks` with two workers against one worker.

As many images as the demo study has, in blocks of the default size. The start of the pool (two
processes that import the package) is included; the images are counted and thrown away.
"""

import time
from pathlib import Path

from common import THREADS, Row, alternate

from zpoints.dataset.blocks import painted_blocks

IMAGES = 8000
BLOCK = 256
TARGET = 600


def rows(repeats: int, study: Path, wall: float | None) -> list[Row]:
    """Speeds in images a second."""
    result = alternate(lambda: speed(THREADS), lambda: speed(1), repeats)
    return [
        Row(
            "painting, two workers against one",
            f"{result.ours:.0f} images/s",
            f"{result.peer:.0f} images/s",
            result.ratio,
            f">= {TARGET} images/s",
            result.ours >= TARGET,
        )
    ]


def speed(workers: int) -> float:
    """Images a second."""
    started = time.perf_counter()
    blocks = painted_blocks(1, (0, IMAGES), 96, 3, BLOCK, workers)
    painted = sum(len(block.images) for block in blocks)
    return painted / (time.perf_counter() - started)
