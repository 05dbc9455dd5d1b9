"""Draw decoded images of a sampler."""

from zpoints import files
from zpoints.distributions.modes import reason, without_mode
from zpoints.figures import montage
from zpoints.logs import job


def sheet(
    images: str, components: str | None, figure: str, case: str, sampler: str, limit: int
) -> None:
    """Draw at most `limit` images; without any, say why. `components` is what the draw had read."""
    decoded = files.read_array(images, mmap=True)
    title = f"Case {case}, {sampler}"
    if len(decoded) == 0:
        montage.sheet(
            decoded, f"{title}: there are no vectors, because {why_none(components)}.", figure
        )
        return
    # Those of a path show where it leads; draws that are independent are as good as any.
    shown = montage.evenly(decoded, limit)
    montage.sheet(shown, f"{title}: {len(shown)} of {len(decoded)} decoded vectors", figure)


def why_none(components: str | None) -> str:
    """The components that have no mode, in words, where the draw had read them."""
    if components is None:
        return "the sampler drew none"
    import pandas as pd  # takes longer to load than a sheet to draw, and few sheets need it

    return reason(without_mode(pd.read_csv(components)["half_width"].to_numpy()))


if __name__ == "__main__":
    with job(snakemake):
        sheet(
            images=snakemake.input.images,
            components=files.optional(snakemake.input.get("components")),
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            sampler=snakemake.wildcards.sampler,
            **snakemake.params.settings,
        )
