"""Snakemake that also prints the rule and the wildcards of each job that it plans or starts.

By itself it prints a job's message in place of them, and messages are for people.
"""

import json

from snakemake.cli import main
from snakemake.logging import DefaultFormatter
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry

format_job_info = DefaultFormatter.format_job_info


def format_and_name(self, msg):
    """The text of a job with a line of JSON below it."""
    job = json.dumps([msg["rule_name"], *map(str, dict(msg["wildcards"] or {}).values())])
    return f"{format_job_info(self, msg)}\nJOB {job}"


DefaultFormatter.format_job_info = format_and_name
# Our logger plugin, where it is installed, shows fewer lines than tests read.
LoggerPluginRegistry().plugins.pop("zpoints", None)

if __name__ == "__main__":
    main()
