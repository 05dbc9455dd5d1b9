"""Rows of the samplers' table that show what the figures mean: real images and controls."""

from collections.abc import Mapping

import numpy as np

from zpoints.models.inference import Model
from zpoints.quality import meters
from zpoints.quality.controls import controls
from zpoints.quality.features import encode
from zpoints.quality.reference import Reference


def reference_rows(
    reference: Reference,
    images: np.ndarray,
    latents: np.ndarray,
    reconstructions: np.ndarray,
    encoder: Model,
    generator: np.random.Generator,
    scores: Mapping[str, np.ndarray],
    meter: str,
    neighbours: int,
    processes: int,
) -> list[dict]:
    """Judge real images, their reconstructions and controls.

    Args:
        reference: what they are judged by.
        images: uint8 (n, size, size, channels), real images that the reference does not hold.
        latents: (n, z_dim), what `encoder` makes of them.
        reconstructions: uint8, what the decoder makes of the latents.
        encoder: of the judged case.
        generator: of the controls.
        scores: what the meter gave for a row, as scores_<name>, where it is known.
        meter: name of the meter, which scores the others.
        neighbours: that precision, recall, density and coverage look at.
        processes: of the meter.

    Returns:
        Rows images, reconstructions and each of the controls; what `Reference.judge` gives,
        and sampler, b, kind, meter, features.
    """
    rows = []
    sets = {"images": images, "reconstructions": reconstructions, **controls(images, generator)}
    for name, pictures in sets.items():
        real = name in ("images", "reconstructions")
        score = scores.get(f"scores_{name}")
        figures = reference.judge(
            images=pictures,
            z=latents if real else encode(pictures, encoder),
            z_again=encode(pictures, encoder) if name == "reconstructions" else None,
            scores=meters.scores(pictures, meter, processes) if score is None else score,
            neighbours=neighbours,
        )
        names = {"sampler": name, "b": None, "kind": "reference", "meter": meter}
        rows.append({**names, "features": reference.space.name, **figures})
    return rows
