"""Describe every component of the latent vectors in a table."""

from zpoints import files
from zpoints.cloud.histograms import ComponentStatistics
from zpoints.distributions.components import table
from zpoints.distributions.modes import reason, without_mode
from zpoints.logs import job, logger


def components(histogram: str, moments: str, output: str, mode: float, half_width: float) -> None:
    """Write the table of all components."""
    described = table(ComponentStatistics.load(histogram, moments), mode, half_width)
    logger.info("%d of %d components are dominant", described["dominant"].sum(), len(described))
    missing = without_mode(described["half_width"].to_numpy())
    if len(missing):
        logger.warning("%s", reason(missing))
    files.write_table(output, described)


if __name__ == "__main__":
    with job(snakemake):
        components(
            histogram=snakemake.input.histogram,
            moments=snakemake.input.moments,
            output=snakemake.output.table,
            **snakemake.params.settings,
        )
