"""Choose the real images that samplers are judged by; score them and control images."""

from zpoints import files, seeding
from zpoints.logs import job, logger
from zpoints.quality import meters
from zpoints.quality.controls import controls
from zpoints.quality.real_images import choose_rows
from zpoints.stores.reader import open_store


def reference_images(images: str, output: str, count: int, meter: str, seed: list) -> None:
    """Write the rows of two disjoint sets of real images, and scores of real and control images."""
    store = open_store(images)
    rows = choose_rows(store.read("split"), count, seeding.generator(*seed, "rows"))
    real = store.take("images", rows["judged"])
    sets = {"images": real, **controls(real, seeding.generator(*seed, "references"))}
    scores = {}
    for name, pictures in sets.items():
        score = meters.scores(pictures, meter, processes=1)
        if score is None:
            logger.info("no detector applies (quality.meter is %r)", meter)
            break
        logger.info("%s: %.1f %% pass the meter", name, 100 * (score > 0).mean())
        scores[f"scores_{name}"] = score
    files.write_arrays(output, **rows, **scores)


if __name__ == "__main__":
    with job(snakemake):
        reference_images(
            images=snakemake.input.images,
            output=snakemake.output.scores,
            seed=snakemake.params.seed,
            **snakemake.params.settings,
        )
