"""Draw spectra and lengths of trainings of one architecture."""

from zpoints import files
from zpoints.logs import job
from zpoints.trainings import figures
from zpoints.trainings.table import read_distances


def training_distances_figure(table: str, spectra: str, output: str) -> None:
    """Draw the pairs of trainings of a table of distances."""
    figures.draw(files.read_arrays(spectra), read_distances(table), output)


if __name__ == "__main__":
    with job(snakemake):
        training_distances_figure(
            table=snakemake.input.table,
            spectra=snakemake.input.spectra,
            output=snakemake.output.figure,
        )
