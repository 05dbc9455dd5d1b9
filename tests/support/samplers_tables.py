"""Tables of samplers, as the rule writes them, with values that a test chooses."""

import numpy as np

from zpoints.quality.table import table_of

# sampler: kind, b, name, precision, recall, face rate
ROWS = {
    "images": ("reference", None, "real images", 0.97, 0.96, 1.0),
    "reconstructions": ("reference", None, "reconstructions: the ceiling", 0.98, 0.96, 0.9),
    "gaussian-full": ("sampler", None, "the cloud's own shape", 0.88, 0.95, 0.84),
    "latents": ("sampler", None, "real vectors", 0.97, 0.94, 0.92),
    "permuted": ("sampler", None, "right distributions, no correlations", 0.13, 0.92, 0.67),
    "uniform-b1": ("sampler", 1.0, "random, from a cube (b = 1)", 0.23, 0.01, 0.0),
    "uniform-b2": ("sampler", 2.0, "random, from a cube (b = 2)", 0.12, 0.3, 0.02),
    "mean-image": ("control", None, "the mean image", 0.0, 0.0, 1.0),
    "noise": ("control", None, "noise", 0.1, 0.0, 0.0),
    "scrambled": ("control", None, "scrambled pixels", 0.4, 0.01, 0.0),
}


def samplers_table(detected=True, without=(), **changes):
    """A table with intervals of 0.04 at each side.

    `changes` are columns of a row, whose name is written with underscores.
    """
    rows = []
    for sampler, (kind, b, name, precision, recall, face_rate) in ROWS.items():
        row = {
            "sampler": sampler,
            "kind": kind,
            "b": b,
            "name": name,
            "images": 100,
            "precision": precision,
            "recall": recall,
            "face_rate": face_rate if detected else None,
            "meter": "dlib" if detected else "none",
        }
        row |= changes.get(sampler.replace("-", "_"), {})
        if "overlap" not in row:
            known = None not in (row["precision"], row["recall"])
            row["overlap"] = min(row["precision"], row["recall"]) if known else None
        for column in ("overlap", "face_rate"):
            value = np.nan if row[column] is None else row[column]
            row |= {
                column: value,
                f"{column}_low": np.maximum(value - 0.04, 0),
                f"{column}_high": np.minimum(value + 0.04, 1),
            }
        if sampler not in without:
            rows.append(row)
    return table_of(rows)


def empty():
    """Columns of a sampler that could not be drawn."""
    return {"images": 0, **dict.fromkeys(("precision", "recall", "face_rate"))}
