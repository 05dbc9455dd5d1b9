"""Paths through the cloud as the study decoded them, for a page whose decoder cannot run."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from zpoints.findings.table import readable
from zpoints.study.atlas.blobs import Blob, blob
from zpoints.study.atlas.thumbnails import strip

# How `zpoints.samplers.strips` labels paths along principal directions.
PRINCIPAL = re.compile(r"PC (\d+)\b")


def path_strips(
    paths: Mapping[str, np.ndarray], sigma: float, prefix: str
) -> tuple[list[dict[str, Any]], list[Blob]]:
    """Paths of a case for the page, and a strip of images of each.

    Args:
        paths: labels (rows,) and images, uint8 (rows, steps, height, width, channels).
        sigma: reach of a path to either side of the centre, in standard deviations.
        prefix: of the names of blobs, which are numbered like the rows.

    Returns:
        label, direction (from 0; None where a path is along components), steps and sigma of each;
        WebP files.
    """
    described, blobs = [], []
    for k, (label, images) in enumerate(zip(paths["labels"], paths["images"], strict=True)):
        match = PRINCIPAL.match(str(label))
        described.append(
            {
                "label": readable(str(label).replace("PC ", "direction ")),
                "direction": int(match[1]) - 1 if match else None,
                "steps": len(images),
                "sigma": sigma,
            }
        )
        blobs.append(blob(f"{prefix}strip/{k}", strip(images), packed=False))
    return described, blobs
