"""Choose the real images that samplers are judged by; score them, noise and scrambled images."""

import numpy as np

from zpoints import files, meters, quality, seeding, stores
from zpoints.logs import job, logger
from zpoints.splits import VALIDATION


def reference_images(images: str, references: str, settings: dict, seed: list) -> None:
    """Write the rows of two disjoint sets of real images, and the scores of reference sets.

    The judged set is taken from the images kept for validation, the other one from the rest.
    """
    store = stores.open_store(images)
    kept = store.read("split") == VALIDATION
    generator = seeding.generator(*seed, "rows")
    rows = {}
    for name, candidates in (("judged", np.flatnonzero(kept)), ("other", np.flatnonzero(~kept))):
        count = min(settings["count"], len(candidates))
        rows[name] = np.sort(generator.choice(candidates, count, replace=False))
    real = store.take("images", rows["judged"])
    scores = {}
    for name, chosen in {"images": real, **quality.references(real, generator_of(seed))}.items():
        found = meters.scores(chosen, name=settings["meter"])
        if found is None:
            logger.info("no detector applies (quality.meter is %r)", settings["meter"])
            break
        logger.info("%s: %.1f %% pass the meter", name, 100 * (found > 0).mean())
        scores[f"scores_{name}"] = found
    with files.replacing(references) as temporary:
        np.savez(temporary, **rows, **scores)


def generator_of(seed: list) -> np.random.Generator:
    """The generator of noise and scrambled images; the same wherever they are made."""
    return seeding.generator(*seed, "references")


if __name__ == "__main__":
    with job(snakemake.log[0], "reference_images"):
        reference_images(
            images=snakemake.input.images,
            references=snakemake.output.references,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
        )
