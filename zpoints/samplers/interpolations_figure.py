"""Figure of the paths between images: decoded latent paths beside blends of pixels."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from zpoints.figures.numbers import percent
from zpoints.figures.strips import Strip, strips
from zpoints.samplers.strips import PATH

GHOSTING = "ghosting: both at once"
NOTE = (
    "The ends are the pairs of shown images whose outlines coincide least (correlation of the "
    "gradients of brightness). A latent path runs along a straight line from the latent "
    "vector of one image to that of the other, so at 0 and 100 % stand the reconstructions; a "
    "blend mixes the pixels of the real images. Off: difference of path and blend of the two "
    "reconstructions at 50 %, over the difference of these; 0 % for a linear decoder."
)


def interpolations(rows: Mapping[str, np.ndarray], case: str, path: str | Path) -> None:
    """Save two rows for each pair of images: the latent path, and the blend of pixels.

    Args:
        rows: as of `strips.between_images`.
        case: name of the case.
        path: of the PNG.
    """
    steps = len(next(iter(rows.values()))) - 2
    shares = [f"{100 * k / (steps - 1):.0f} %" for k in range(steps)]
    drawn = [
        Strip(label if label.endswith(PATH) else f"{label}\n{GHOSTING}", images)
        for label, images in rows.items()
    ]
    strips({"": drawn}, title(rows, case), path, ["real", *shares, "real"], NOTE)


def title(rows: Mapping[str, np.ndarray], case: str) -> str:
    """How far the latent paths are from blends of their own ends, half way."""
    apart = bend(rows)
    blends = "blends of pixels show two images at once (ghosting)"
    if not np.isfinite(apart):
        return f"Case {case}: {blends}; the ends of all latent paths look alike"
    return f"Case {case}: {blends}; latent paths are {percent(apart)} off a blend of their ends"


def bend(rows: Mapping[str, np.ndarray]) -> float:
    """How far paths are half way from the mean of their ends, over what the ends differ.

    Args:
        rows: as of `strips.between_images`.

    Returns:
        Mean of all paths whose ends differ, 0 for a linear decoder; NaN if there are none.
    """
    shares = []
    for label, images in rows.items():
        if not label.endswith(PATH):
            continue
        path = images[1:-1].astype(float)
        # The middle of an even number of steps lies between two of them.
        half = (path[(len(path) - 1) // 2] + path[len(path) // 2]) / 2
        ends = np.linalg.norm(path[-1] - path[0])
        if ends > 0:
            shares.append(np.linalg.norm(half - (path[0] + path[-1]) / 2) / ends)
    return float(np.mean(shares)) if shares else float("nan")
