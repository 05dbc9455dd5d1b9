"""Draw the decoded paths through the centre of the cloud."""

from zpoints import files
from zpoints.attributes.table import read_correlations
from zpoints.logs import job
from zpoints.samplers.paths_figure import paths


def paths_figure(images: str, attributes: str, figure: str, case: str, sigma: float) -> None:
    """Draw one row for each path, and which attribute follows it."""
    arrays = files.read_arrays(images)
    rows = dict(zip(arrays["labels"], arrays["images"], strict=True))
    table = read_correlations(attributes)
    paths(rows, sigma, table, case, figure)


if __name__ == "__main__":
    with job(snakemake):
        paths_figure(
            images=snakemake.input.images,
            attributes=snakemake.input.attributes,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
