"""What words mean: cases, likeness, and the glossary, as the page and docs/figures.md have it."""

from collections.abc import Mapping
from typing import Any

# What is compared of two images, by `quality.features`.
FEATURES = {
    "appearance": "by their colours in a grid of 8x8 and the strength of their edges, fine and "
    "coarse, in a grid of 4x4",
    "pixels": "by 64 numbers that tell most reconstructions apart, and by what these leave over",
}

GLOSSARY = (
    ("case", "one autoencoder of a study, with its settings"),
    ("z-point, latent vector", "what the encoder makes of an image: z_dim numbers"),
    ("component", "one of these numbers"),
    ("cloud", "the latent vectors of all images"),
    ("mode", "centre of the fullest bin of a component's histogram"),
    ("half width", "half of the histogram's full width at half of its height"),
    (
        "dominant",
        "a component whose mode or half width is large: it carries more of a vector's length than "
        "others",
    ),
    ("share", "part of the mean squared length that a component carries"),
    ("b", "half side of a cube: every component is drawn evenly from [\N{MINUS SIGN}b, b]"),
    ("matched b", "the b whose vectors have the cloud's mean length"),
    ("k, Region(k)", "all vectors whose components lie within k half widths of their modes"),
    ("direction", "principal component of the cloud"),
    ("sampler", "a way to draw latent vectors"),
    ("reconstruction", "what decoder and encoder make of a real image"),
    ("precision, fidelity", "share of drawn images that are like reconstructions of real images"),
    ("recall, variety", "share of these reconstructions that are like a drawn image"),
    ("overlap", "the smaller one of precision and recall"),
    ("ceiling", "overlap of reconstructions of images that were held out"),
    ("controls", "noise, scrambled and mean images, which no sound measure lets pass"),
    ("face rate", "share of images in which a detector sees a face"),
    ("diversity", "mean distance of two drawn images over that of two real ones"),
    ("cycle error", "how far a vector moves when it is decoded and encoded again"),
    ("Mahalanobis distance", "distance from the cloud's centre in its own standard deviations"),
)


def case_sentence(cases: Mapping[str, Mapping[str, Any]]) -> str:
    """What the cases of a study are.

    Args:
        cases: name to settings, as `zpoints.study.settings.page_settings` gives them: of a trained
            case its architecture, training and seed, of an adopted one its files.
    """
    parts: list[str] = []
    seen: dict[str, str] = {}
    for name, settings in cases.items():
        if isinstance(settings.get("encoder"), str):
            parts.append(f"{name} is of your own files")
            continue
        # What settings but the seed are alike is one architecture, trained twice.
        key = repr({k: v for k, v in settings.items() if k != "seed"})
        if key in seen:
            parts.append(f"{name} is {seen[key]} trained once more, from another seed")
        else:
            filters = ", ".join(map(str, settings["encoder"]["filters"]))
            kernels = ", ".join(map(str, settings["encoder"]["kernels"]))
            parts.append(
                f"{name} has an encoder of {filters} filters ({kernels} pixels wide) and "
                f"{settings['z_dim']} numbers a vector"
            )
            seen[key] = name
    start = "The case is one autoencoder" if len(parts) == 1 else "Each case is one autoencoder"
    return f"{start}: {'; '.join(parts)}."


def likeness(features: str, neighbours: int) -> str:
    """When an image counts as like a set of images.

    Args:
        features: `quality.features` of the config.
        neighbours: `quality.neighbours`.
    """
    return (
        f"Images are compared {FEATURES[features]}. An image is like a set if it is nearer to one "
        f"of its images than this one is to its neighbour number {neighbours} in the set. Images "
        "of a set that is spread widely reach far, so that a set can have recall without precision."
    )
