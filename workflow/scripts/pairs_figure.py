"""Draw scatter panels of the strongest, or of chosen, pairs of components."""

from pathlib import Path

import numpy as np

from zpoints import attributes, correlations, plots, samplers, seeding, stores
from zpoints.errors import StudyError
from zpoints.logs import job


def pairs_figure(
    latents: str,
    matrix: str,
    subset: str,
    known: str | None,
    figure: str,
    settings: dict,
    seed: list,
    case: str,
) -> None:
    """Draw up to 16 panels, the vectors coloured by an attribute if one is named."""
    store = stores.open_store(latents)
    if settings["image"] >= store.rows:
        raise StudyError(
            f"correlations.pairs_figure.image is {settings['image']}, but the images are numbered "
            f"0 to {store.rows - 1}; choose one of them."
        )
    r = np.load(matrix, allow_pickle=False)
    chosen = correlations.chosen_pairs(r, settings["pairs"])
    rows = np.load(subset, allow_pickle=False)
    generator = seeding.generator(*seed)
    if settings["points"] < len(rows):
        rows = np.sort(generator.choice(rows, settings["points"], replace=False))
    colour = settings["colour"]
    if colour is not None:
        described = attributes.read(known, store.rows)
        values = attributes.column(described, colour, "correlations.pairs_figure.colour")[rows]
    plots.pairs(
        vectors=store.take("latents", rows),
        chosen=chosen,
        uniform=samplers.uniform(settings["b"], len(r), settings["uniform_vectors"], generator),
        image=store.read("latents", settings["image"], settings["image"] + 1)[0],
        b=settings["b"],
        colour=None if colour is None else (colour, values),
        title=f"Case {case}: {'chosen' if settings['pairs'] else 'strongest'} pairs of components",
        path=Path(figure),
    )


if __name__ == "__main__":
    with job(snakemake.log[0], f"pairs_figure {snakemake.wildcards.case}"):
        pairs_figure(
            latents=snakemake.input.latents,
            matrix=snakemake.input.matrix,
            subset=snakemake.input.subset,
            known=snakemake.input.attributes or None,
            figure=snakemake.output.figure,
            settings=snakemake.params.settings,
            seed=snakemake.params.seed,
            case=snakemake.wildcards.case,
        )
