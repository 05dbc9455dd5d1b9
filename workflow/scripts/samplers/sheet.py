"""Draw the first decoded images of a sampler."""

from zpoints import files
from zpoints.figures import sheets
from zpoints.logs import job


def sheet(images: str, figure: str, case: str, sampler: str, limit: int) -> None:
    """Draw at most `limit` images."""
    decoded = files.read_array(images, mmap=True)
    first = decoded[:limit]
    title = f"Case {case}, {sampler}: {len(first)} of {len(decoded)} decoded vectors"
    sheets.sheet(first, title, figure)


if __name__ == "__main__":
    with job(snakemake):
        sheet(
            images=snakemake.input.images,
            figure=snakemake.output.figure,
            case=snakemake.wildcards.case,
            sampler=snakemake.wildcards.sampler,
            **snakemake.params.settings,
        )
