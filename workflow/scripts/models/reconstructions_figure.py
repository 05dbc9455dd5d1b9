"""Draw images above their reconstructions."""

from zpoints import files
from zpoints.dataset import shown
from zpoints.figures import sheets
from zpoints.logs import job


def reconstructions_figure(images: str, figure: str, case: str) -> None:
    """Draw images and reconstructions in pairs of rows."""
    arrays = files.read_arrays(images)
    drawn = shown.words(arrays["split"])
    title = f"Case {case}: {drawn}, drawn at random, and their reconstructions (below)"
    sheets.pairs(arrays["originals"], arrays["decoded"], title, figure)


if __name__ == "__main__":
    with job(snakemake):
        reconstructions_figure(
            images=snakemake.input.images,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
