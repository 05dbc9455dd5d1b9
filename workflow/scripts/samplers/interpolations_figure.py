"""Draw the decoded paths between real images."""

from zpoints import files
from zpoints.logs import job
from zpoints.samplers.interpolations_figure import interpolations


def interpolations_figure(images: str, figure: str, case: str) -> None:
    """Draw two rows for each pair of images: the path, and the blend of the pixels."""
    arrays = files.read_arrays(images)
    interpolations(dict(zip(arrays["labels"], arrays["images"], strict=True)), case, figure)


if __name__ == "__main__":
    with job(snakemake):
        interpolations_figure(
            images=snakemake.input.images,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
        )
