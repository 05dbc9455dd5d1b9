"""Snakemake whose Slurm plugin asks for news every second.

By itself the plugin waits ten seconds longer after each question without news: kind to a cluster
that many share, slow in a test. The jobs themselves are started by the plain `python -m snakemake`.
"""

from snakemake.cli import main
from snakemake_executor_plugin_slurm import Executor

Executor.next_seconds_between_status_checks = property(lambda self: 1, lambda self, seconds: None)

if __name__ == "__main__":
    main()
