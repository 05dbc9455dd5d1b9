"""Draw scatter panels of the strongest pairs of components, or of given ones."""

import numpy as np

from zpoints import files, seeding
from zpoints.cloud.cloud import Cloud
from zpoints.correlations import figures
from zpoints.correlations.pairs import check_image, choose_pairs
from zpoints.dataset.attributes import column, read
from zpoints.dataset.shown import shown_rows
from zpoints.logs import job
from zpoints.stores.reader import open_store


def pairs_figure(
    latents: str,
    matrix: str,
    subset: str,
    attributes: str | None,
    images: str | None,
    cloud: str | None,
    figure: str,
    b: float | None,
    colour: str | None,
    image: int | None,
    pairs: list[list[int]],
    panels: int,
    points: int,
    uniform_vectors: int,
    seed: list,
    shown_seed: list,
    case: str,
) -> None:
    """Draw the panels, the vectors coloured by an attribute if one is named."""
    store = open_store(latents)
    row = marked_row(image, images, store.rows, shown_seed)
    r, rows = files.read_array(matrix), files.read_array(subset)
    generator = seeding.generator(*seed)
    if points < len(rows):
        rows = np.sort(generator.choice(rows, points, replace=False))
    # Without b the cube is the one whose vectors have the mean length of the cloud's.
    b = Cloud.load(cloud).matched_b if b is None else b
    figures.pairs(
        vectors=store.take("latents", rows),
        panels=choose_pairs(r, pairs, panels),
        uniform=generator.uniform(-b, b, (uniform_vectors, len(r))).astype(np.float32),
        image=store.read("latents", row, row + 1)[0],
        b=b,
        chosen=bool(pairs),
        colour=None if colour is None else (colour, known(attributes, colour, store.rows)[rows]),
        case=case,
        path=figure,
    )


def known(attributes: str, colour: str, vectors: int) -> np.ndarray:
    """Values of an attribute, (vectors,), NaN where it is unknown."""
    return column(read(attributes, vectors), colour, "correlations.pairs_figure.colour")


def marked_row(image: int | None, images: str | None, vectors: int, seed: list) -> int:
    """Row of the image in orange: the one that is asked for, or the first that figures show."""
    if image is None:
        split = open_store(images).read("split")
        return int(shown_rows(split, 1, seeding.generator(*seed))[0])
    check_image(image, vectors)
    return image


if __name__ == "__main__":
    with job(snakemake):
        pairs_figure(
            latents=snakemake.input.latents,
            matrix=snakemake.input.matrix,
            subset=snakemake.input.subset,
            attributes=files.optional(snakemake.input.get("attributes")),
            images=files.optional(snakemake.input.get("images")),
            cloud=files.optional(snakemake.input.get("cloud")),
            figure=snakemake.output.figure,
            seed=snakemake.params.seed,
            shown_seed=snakemake.params.shown_seed,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
