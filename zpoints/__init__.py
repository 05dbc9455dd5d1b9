"""zpoints: the science of the workflow (no Snakemake, no file names of a study)."""
