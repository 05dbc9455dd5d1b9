"""Write the variances along the principal components of a cloud."""

from zpoints import files
from zpoints.cloud.cloud import Cloud
from zpoints.geometry.spectrum import spectrum_table
from zpoints.logs import job


def spectrum(cloud: str, output: str) -> None:
    """Write the table."""
    files.write_table(output, spectrum_table(Cloud.load(cloud).principal))


if __name__ == "__main__":
    with job(snakemake):
        spectrum(cloud=snakemake.input.cloud, output=snakemake.output.table)
