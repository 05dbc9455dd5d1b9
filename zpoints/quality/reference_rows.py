"""Rows of the samplers' table that show what the figures mean: real images and controls."""

from collections.abc import Mapping

import numpy as np

from zpoints.models.inference import BATCH_SIZE, Model
from zpoints.quality import meters
from zpoints.quality.controls import controls
from zpoints.quality.reference import Reference

# What each row is called in figures.
NAMES = {
    "images": "real images, not decoded",
    "reconstructions": "reconstructions: the ceiling",
    "mean-image": "the mean image",
    "noise": "noise",
    "scrambled": "scrambled pixels",
}
# Rows that are no controls.
REAL = ("images", "reconstructions")


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
        generator: of the controls, and then of the intervals of the overlaps.
        scores: what the meter gave for a row, as scores_<name>, where it is known.
        meter: name of the meter, which scores the others.
        neighbours: that precision, recall, density and coverage look at.
        processes: of the meter.

    Returns:
        Rows images, reconstructions and each of the controls; what `Reference.judge` gives,
        and sampler, b, kind, meter, features, name.
    """
    rows = []
    sets = {"images": images, "reconstructions": reconstructions, **controls(images, generator)}
    for sampler, pictures in sets.items():
        score = scores.get(f"scores_{sampler}")
        figures = reference.judge(
            images=pictures,
            z=latents if sampler in REAL else encoder.run(pictures, BATCH_SIZE),
            z_again=encoder.run(pictures, BATCH_SIZE) if sampler == "reconstructions" else None,
            scores=meters.scores(pictures, meter, processes) if score is None else score,
            neighbours=neighbours,
            generator=generator,
        )
        row = {
            "sampler": sampler,
            "b": None,
            "kind": "reference" if sampler in REAL else "control",
            "meter": meter,
            "features": reference.kind,
            "name": NAMES[sampler],
        }
        rows.append({**row, **figures})
    return rows
