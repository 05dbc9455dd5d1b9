"""Draw images above their reconstructions."""

from zpoints import files
from zpoints.dataset import shown
from zpoints.logs import job
from zpoints.models.reconstructions_figure import DRAWN, reconstructions


def reconstructions_figure(images: str, figure: str, case: str) -> None:
    """Draw images and reconstructions in pairs of rows."""
    arrays = files.read_arrays(images)
    originals, decoded, split = (arrays[name][:DRAWN] for name in ("originals", "decoded", "split"))
    reconstructions(originals, decoded, shown.words(split), case, figure)


if __name__ == "__main__":
    with job(snakemake):
        reconstructions_figure(
            images=snakemake.input.images,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
