"""Draw real images, their reconstructions and decoded vectors of every sampler in rows."""

from zpoints import files
from zpoints.figures.montage import small_copy
from zpoints.logs import job
from zpoints.quality import poster as drawing
from zpoints.quality.table import read_table


def poster(
    table: str,
    reconstructions: str,
    decoded: dict[str, str],
    output: str,
    small: str,
    images: int,
    case: str,
) -> None:
    """Draw one row a sampler, in the order of the table, and once more as a smaller file."""
    arrays = files.read_arrays(reconstructions)
    drawing.poster(
        table=read_table(table),
        real={"images": arrays["originals"], "reconstructions": arrays["decoded"]},
        decoded={name: files.read_array(path, mmap=True) for name, path in decoded.items()},
        images=images,
        case=case,
        path=output,
    )
    small_copy(output, small)


if __name__ == "__main__":
    with job(snakemake):
        poster(
            table=snakemake.input.table,
            reconstructions=snakemake.input.reconstructions,
            decoded=dict(zip(snakemake.params.samplers, snakemake.input.images, strict=True)),
            output=snakemake.output.figure,
            small=snakemake.output.small,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
