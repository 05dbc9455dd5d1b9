"""Draw the decoded paths through the centre of the cloud."""

from zpoints import files
from zpoints.figures import sheets
from zpoints.logs import job


def paths_figure(images: str, figure: str, case: str, sigma: float) -> None:
    """Draw one row for each path."""
    arrays = files.read_arrays(images)
    rows = dict(zip(arrays["labels"], arrays["images"], strict=True))
    title = f"Case {case}: decoded paths through the centre, -{sigma:g} to +{sigma:g} std"
    sheets.rows(rows, title, figure)


if __name__ == "__main__":
    with job(snakemake):
        paths_figure(
            images=snakemake.input.images,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
