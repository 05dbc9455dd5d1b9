"""Draw real images, their reconstructions and images of three samplers."""

from zpoints import files
from zpoints.logs import job
from zpoints.quality import hero as drawing
from zpoints.quality.table import read_table


def hero(
    table: str,
    reconstructions: str,
    decoded: dict[str, str],
    output: str,
    images: int,
    case: str,
) -> None:
    """Draw five rows. `decoded` names the images of each sampler that is shown."""
    arrays = files.read_arrays(reconstructions)
    drawing.hero(
        table=read_table(table),
        real={"images": arrays["originals"], "reconstructions": arrays["decoded"]},
        decoded={name: files.read_array(path, mmap=True) for name, path in decoded.items()},
        images=images,
        case=case,
        path=output,
    )


if __name__ == "__main__":
    with job(snakemake):
        hero(
            table=snakemake.input.table,
            reconstructions=snakemake.input.reconstructions,
            decoded=dict(zip(snakemake.params.samplers, snakemake.input.images, strict=True)),
            output=snakemake.output.figure,
            case=snakemake.wildcards.case,
            **snakemake.params.settings,
        )
