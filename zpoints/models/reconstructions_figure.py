"""Figure of reconstructions: images in rows, and below each row what a model makes of it."""

from pathlib import Path

import numpy as np

from zpoints.figures.strips import Strip, strips

COLUMNS = 12
# More images make the figure higher than a window, and the report larger.
DRAWN = 24


def reconstructions(
    originals: np.ndarray, decoded: np.ndarray, drawn: str, case: str, path: str | Path
) -> None:
    """Save pairs of rows: originals above, reconstructions below.

    Args:
        originals: uint8 (n, size, size, channels).
        decoded: uint8, the same shape.
        drawn: which images they are, e.g. "36 validation images".
        case: name of the case.
        path: of the PNG.
    """
    rows = []
    for start in range(0, len(originals), COLUMNS):
        part = slice(start, start + COLUMNS)
        rows += [Strip("real", originals[part]), Strip("reconstructed", decoded[part])]
    strips({"": rows}, title(originals, decoded, drawn, case), path)


def title(originals: np.ndarray, decoded: np.ndarray, drawn: str, case: str) -> str:
    """How far reconstructions are off, as a root mean square; arguments as of the figure."""
    error = np.sqrt(np.mean((originals.astype(float) - decoded) ** 2))
    return f"Case {case}: reconstructions of {drawn} are {error:.0f} of 255 grey levels off"
